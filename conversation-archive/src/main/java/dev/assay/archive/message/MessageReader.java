package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.MessageType;
import dev.assay.archive.RecordReading;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of any shape, or none of it: what stands where a message's text, parts or calls
 * stand is understood, or the record is rejected.
 */
public final class MessageReader {

  /** Where it stands who speaks, the most telling first. */
  private static final List<String> SPEAKERS =
      List.of("sender", "role", "from", "author", "speaker", "type");

  private static final List<String> TIMES =
      List.of(
          "created_at",
          "createdAt",
          "timestamp",
          "time",
          "create_time",
          "created",
          "sent_at",
          "ts",
          "date",
          "start_time");

  private final RecordReading reading;

  public MessageReader(RecordReading reading) {
    this.reading = reading;
  }

  /** Whether a message may say something in a field. */
  public static boolean isKnown(String field) {
    return MessageContent.isKnown(field) || TIMES.contains(field);
  }

  /** Reads the messages of a list. */
  public List<SourceMessage> read(Iterable<RecordObject> messages) throws UnreadableRecord {
    List<SourceMessage> read = new ArrayList<>();
    for (RecordObject message : messages) {
      read(message, null, read);
    }
    return read;
  }

  /**
   * Reads one message, or an item of OpenAI's Responses: what an agent does between its messages.
   * An item belongs to the agent's message before it, until a tool has answered.
   *
   * @param speaker who speaks where the message does not say; null when it must
   * @param before the messages before it, to which it is added
   */
  void read(RecordObject wrapped, @Nullable Sender speaker, List<SourceMessage> before)
      throws UnreadableRecord {
    boolean isPlain = MessageContent.isPlain(wrapped);
    RecordObject message =
        ToolCalls.ofTool(isPlain ? wrapped : LangChainMessages.unwrap(wrapped), before);
    MessageType type = type(message);
    Sender sender = sender(message, type);
    Pieces pieces = new Pieces();
    if (sender != null && isPlain) {
      MessageContent.readPlain(message, sender, pieces);
    } else if (sender != null) {
      MessageContent.read(message, sender, pieces);
    } else if (Parts.isPart(message, pieces)) {
      if (belongsTo(before, pieces)) {
        SourceMessage last = before.remove(before.size() - 1);
        before.add(last.with(pieces.all()));
        return;
      }
      sender = Sender.AGENT;
    } else if (speaker != null) {
      sender = speaker;
      MessageContent.read(message, sender, pieces);
    } else {
      throw message.missing(message.has("message") ? "sender" : "role");
    }
    before.add(
        new SourceMessage(
            before.size(),
            message.anyText("id"),
            message.anyText("interaction_id"),
            sender,
            type,
            time(message),
            pieces.all()));
  }

  private static boolean belongsTo(List<SourceMessage> before, Pieces pieces) {
    if (before.isEmpty()
        || before.get(before.size() - 1).sender() != Sender.AGENT
        || !pieces.hasCalls()) {
      return false;
    }
    return before.get(before.size() - 1).pieces().stream()
        .noneMatch(Piece.Result.class::isInstance);
  }

  private @Nullable Instant time(RecordObject message) {
    for (String field : TIMES) {
      JsonNode value = message.value(field);
      if (value != null) {
        Instant time = reading.time(value);
        if (time != null) {
          return time;
        }
      }
    }
    return null;
  }

  private static @Nullable MessageType type(RecordObject message) throws UnreadableRecord {
    String word = message.name("message_type");
    return word == null
        ? null
        : MessageType.fromLabel(word)
            .orElseThrow(
                () ->
                    message.unreadable(
                        "message_type",
                        "user-message, agent-message, external-event or agent-inner-thought",
                        word));
  }

  /** Who speaks, by the first field with a word for that; null where there is none. */
  private static @Nullable Sender sender(RecordObject message, @Nullable MessageType type)
      throws UnreadableRecord {
    UnreadableRecord unknown = null;
    boolean mayBeName = true;
    for (String field : SPEAKERS) {
      String word = speaker(message, field);
      if (word != null) {
        Optional<Sender> sender = Roles.sender(word);
        if (sender.isPresent()) {
          return sender.get();
        }
        if (unknown == null && !field.equals("type")) {
          unknown = message.unreadable(field, expected(field), word);
          mayBeName = !field.equals("sender") && !field.equals("role");
        }
      }
    }
    if (type != null && mayBeName) {
      return usual(type);
    }
    if (unknown != null) {
      throw unknown;
    }
    return null;
  }

  private static @Nullable String speaker(RecordObject message, String field)
      throws UnreadableRecord {
    JsonNode value = message.value(field);
    if (value == null) {
      return null;
    }
    if (value.isObject()) {
      return value.path("role").textValue();
    }
    if (field.equals("type")) {
      // That of one of LangChain's messages; that of an item says nothing of who speaks.
      return value.isTextual() && !value.textValue().equals("function_call")
          ? value.textValue()
          : null;
    }
    boolean isOwn = field.equals("sender") || field.equals("role");
    return isOwn || value.isTextual() ? message.name(field) : null;
  }

  private static String expected(String field) {
    return field.equals("sender")
        ? "user, agent, tool or system"
        : "system, developer, user, assistant or tool";
  }

  private static Sender usual(MessageType type) {
    return switch (type) {
      case USER_MESSAGE -> Sender.USER;
      case AGENT_MESSAGE, AGENT_INNER_THOUGHT -> Sender.AGENT;
      case EXTERNAL_EVENT -> Sender.SYSTEM;
    };
  }
}
