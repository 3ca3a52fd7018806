package dev.assay.archive.message;

import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A conversation's messages as they go on: what an agent thinks is a message of its own, and a
 * tool's answer is part of its call.
 *
 * <p>An answer belongs to a call of its id in the latest message before it that made one: the first
 * of them without an answer. One without an id belongs to a call of its tool, or to any, in the
 * same way. Any other answer stays a message of the tool.
 */
public final class Transcript {
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Deque<OpenCall>> unanswered = new HashMap<>();

  private Transcript() {}

  /** The messages, of which some give several and some none. */
  public static List<MessageDraft> drafts(List<SourceMessage> messages) {
    Transcript transcript = new Transcript();
    for (SourceMessage message : messages) {
      transcript.new Turns(message).add();
    }
    return transcript.turns.stream().map(Turn::draft).toList();
  }

  private static String ofTool(@Nullable String name) {
    return "\0tool " + name;
  }

  private static final String ANY = "\0any";

  private boolean answer(Piece.Result result) {
    String key =
        result.call() != null ? result.call() : result.name() != null ? ofTool(result.name()) : ANY;
    Deque<OpenCall> open = unanswered.get(key);
    while (open != null && !open.isEmpty()) {
      OpenCall call = open.remove();
      if (call.answer == null) {
        call.answer = result;
        return true;
      }
    }
    return false;
  }

  /** What one message of the source gives. */
  private final class Turns {
    private final SourceMessage message;
    private @Nullable Set<String> called;
    private @Nullable Turn turn;
    private boolean answered;
    private int spoken;
    private int thoughts;

    Turns(SourceMessage message) {
      this.message = message;
    }

    void add() {
      if (message.pieces().isEmpty()) {
        speaking();
      }
      for (Piece piece : message.pieces()) {
        if (piece instanceof Piece.Text text) {
          if (answered) {
            end();
          }
          speaking().texts.add(text.text());
        } else if (piece instanceof Piece.Call call) {
          call(call);
        } else if (piece instanceof Piece.Result result) {
          result(result);
        } else if (piece instanceof Piece.Thought thought) {
          end();
          thought(thought);
        } else {
          end();
        }
      }
    }

    private void end() {
      turn = null;
      answered = false;
    }

    private Turn speaking() {
      Turn speaking = turn;
      if (speaking == null) {
        String place = String.valueOf(message.position());
        speaking =
            new Turn(
                message,
                spoken == 0 ? place : place + "." + spoken,
                spoken == 0 ? message.id() : null,
                message.sender(),
                Objects.requireNonNullElse(
                    message.type(), MessageDraft.usualType(message.sender())));
        spoken++;
        turns.add(speaking);
        turn = speaking;
      }
      return speaking;
    }

    private void thought(Piece.Thought thought) {
      Turn thinking =
          new Turn(
              message,
              message.position() + " thought " + thoughts,
              null,
              message.sender(),
              MessageType.AGENT_INNER_THOUGHT);
      thoughts++;
      thinking.texts.add(thought.text());
      turns.add(thinking);
    }

    private void call(Piece.Call call) {
      OpenCall open = new OpenCall(call);
      speaking().calls.add(open);
      opened(ANY, open);
      opened(ofTool(call.name()), open);
      if (call.id() != null) {
        opened(call.id(), open);
      }
    }

    private void opened(String key, OpenCall call) {
      if (called == null) {
        called = new HashSet<>();
      }
      if (called.add(key)) {
        unanswered.put(key, new ArrayDeque<>());
      }
      Objects.requireNonNull(unanswered.get(key)).add(call);
    }

    private void result(Piece.Result result) {
      if (answer(result)) {
        answered = true;
        return;
      }
      boolean isAll = message.pieces().size() == 1;
      Turn tool =
          new Turn(
              message,
              isAll
                  ? String.valueOf(message.position())
                  : message.position() + " answer " + turns.size(),
              isAll ? message.id() : null,
              Sender.TOOL,
              MessageType.EXTERNAL_EVENT);
      tool.texts.add(
          Objects.requireNonNullElse(
              result.result(), Objects.requireNonNullElse(result.error(), "")));
      turns.add(tool);
    }
  }

  /** A call that may still be answered. */
  private static final class OpenCall {
    private final Piece.Call call;
    private Piece.@Nullable Result answer;

    OpenCall(Piece.Call call) {
      this.call = call;
    }

    ToolCall answered() {
      Piece.Result known = answer;
      return new ToolCall(
          call.name(),
          call.arguments(),
          known == null ? null : known.result(),
          known == null ? null : known.error());
    }
  }

  private static final class Turn {
    private final SourceMessage of;
    private final String place;
    private final @Nullable String id;
    private final Sender sender;
    private final MessageType type;
    private final StringJoiner texts = new StringJoiner("\n");
    private final List<OpenCall> calls = new ArrayList<>();

    Turn(SourceMessage of, String place, @Nullable String id, Sender sender, MessageType type) {
      this.of = of;
      this.place = place;
      this.id = id;
      this.sender = sender;
      this.type = type;
    }

    MessageDraft draft() {
      return new MessageDraft(
          place,
          id,
          of.interactionId(),
          sender,
          type,
          texts.toString(),
          of.at(),
          calls.isEmpty() ? List.of() : calls.stream().map(OpenCall::answered).toList());
    }
  }
}
