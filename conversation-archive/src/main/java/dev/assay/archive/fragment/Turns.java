package dev.assay.archive.fragment;

import dev.assay.archive.Sender;
import dev.assay.archive.message.Piece;
import dev.assay.archive.message.SourceMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a conversation, from requests of which each may repeat what was said before: all
 * of it, the end of it, or its beginning when a model is asked again. What is repeated counts once.
 */
final class Turns {
  /** So many messages at the beginning are no coincidence. */
  private static final int FEWEST_REPEATED = 2;

  private final List<SourceMessage> messages = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();

  /** The calls of which spans of tools have told, each itself: there may be others like it. */
  private final Set<Piece.Call> told = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Adds what is new in further messages.
   *
   * @param at when they were said, for those that do not say it
   */
  void add(List<SourceMessage> further, @Nullable Instant at) {
    List<SourceMessage> said = new ArrayList<>();
    for (SourceMessage message : further) {
      if (message.sender() != Sender.SYSTEM) {
        said.add(said.isEmpty() ? message : joined(said, message));
      } else if (!keys.contains(key(message))) {
        append(message, at);
      }
    }
    int repeated = repeated(said);
    said.subList(repeated, said.size()).forEach(message -> append(message, at));
  }

  /** What of a request its answer does not repeat, as that of a graph is all of its state. */
  static List<SourceMessage> unanswered(List<SourceMessage> request, List<SourceMessage> response) {
    return Collections.indexOfSubList(said(response), said(request)) < 0
        ? request
        : request.stream().filter(message -> message.sender() == Sender.SYSTEM).toList();
  }

  /** What an agent only thought belongs to what it says next, wherever the source has it. */
  private static SourceMessage joined(List<SourceMessage> before, SourceMessage message) {
    SourceMessage last = before.get(before.size() - 1);
    boolean isThought =
        !last.pieces().isEmpty()
            && last.pieces().stream().allMatch(Piece.Thought.class::isInstance);
    if (!isThought || last.sender() != message.sender()) {
      return message;
    }
    before.remove(before.size() - 1);
    List<Piece> pieces = new ArrayList<>(last.pieces());
    pieces.addAll(message.pieces());
    return with(message, message.at(), pieces);
  }

  /** Some tell all of what an agent thought and called only as it is said to a model again. */
  private void recall(int place, SourceMessage repeated) {
    SourceMessage message = messages.get(place);
    String key = key(repeated);
    if (!keys.get(place).equals(key) || (hasThought(repeated) && !hasThought(message))) {
      List<Piece.Call> before = calls(message);
      List<Piece.Call> now = calls(repeated);
      for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
        if (told.contains(before.get(i))) {
          told.add(now.get(i));
        }
      }
      messages.set(place, with(message, message.at(), repeated.pieces()));
      keys.set(place, key);
    }
  }

  private static boolean hasThought(SourceMessage message) {
    return message.pieces().stream().anyMatch(Piece.Thought.class::isInstance);
  }

  private void append(SourceMessage message, @Nullable Instant at) {
    Instant own = message.at() == null ? at : message.at();
    messages.add(with(message, own, message.pieces()));
    keys.add(key(message));
  }

  private static SourceMessage with(SourceMessage of, @Nullable Instant at, List<Piece> pieces) {
    return new SourceMessage(
        of.position(), of.id(), of.interactionId(), of.sender(), of.type(), at, pieces);
  }

  /** What tells messages from others, but for those of a system. */
  static List<String> said(List<SourceMessage> messages) {
    return messages.stream()
        .filter(message -> message.sender() != Sender.SYSTEM)
        .map(Turns::key)
        .toList();
  }

  /** How many of the first of these were said before. */
  private int repeated(List<SourceMessage> further) {
    List<Integer> before = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).sender() != Sender.SYSTEM) {
        before.add(i);
      }
    }
    List<String> now = further.stream().map(Turns::key).toList();
    int most = 0;
    int begin = 0;
    for (int from = 0; from < before.size(); from++) {
      int same = 0;
      while (same < now.size()
          && from + same < before.size()
          && isSame(keys.get(before.get(from + same)), now.get(same))) {
        same++;
      }
      boolean isEnd = from + same == before.size();
      boolean isBeginning = from == 0 && same == now.size() && same >= FEWEST_REPEATED;
      if ((isEnd || isBeginning) && same > most) {
        most = same;
        begin = from;
      }
    }
    for (int i = 0; i < most; i++) {
      recall(before.get(begin + i), further.get(i));
    }
    return Math.max(most, summedUp(before.stream().map(keys::get).toList(), now));
  }

  /** Whether one message is the other, or all of what an agent's is known to begin with. */
  private static boolean isSame(String before, String now) {
    return now.equals(before)
        || (before.startsWith(Sender.AGENT.label()) && now.startsWith(before + "\n"));
  }

  /**
   * How many of the first of these are what was said before in fewer messages or more: they end
   * alike, and the user said the same.
   */
  private static int summedUp(List<String> before, List<String> now) {
    if (before.isEmpty()) {
      return 0;
    }
    List<String> asked = ofUser(before);
    for (int end = now.size(); end > 0; end--) {
      if (now.get(end - 1).equals(before.get(before.size() - 1))
          && ofUser(now.subList(0, end)).equals(asked)) {
        return end;
      }
    }
    return 0;
  }

  private static List<String> ofUser(List<String> keys) {
    return keys.stream().filter(key -> key.startsWith(Sender.USER.label())).toList();
  }

  /** What tells one message from another: who says what, and calls what. */
  private static String key(SourceMessage message) {
    StringBuilder key = new StringBuilder(message.sender().label());
    for (Piece piece : message.pieces()) {
      String of = key(piece);
      if (of != null) {
        key.append('\n').append(of);
      }
    }
    return key.toString();
  }

  /** Null of what need not be repeated. */
  private static @Nullable String key(Piece piece) {
    if (piece instanceof Piece.Text text) {
      return "text " + text.text().replaceAll("\\s+", " ").strip();
    } else if (piece instanceof Piece.Call call) {
      return "call " + call.name() + ' ' + call.arguments();
    } else if (piece instanceof Piece.Result result) {
      return "result "
          + Objects.requireNonNullElse(result.result(), "")
          + Objects.requireNonNullElse(result.error(), "");
    }
    return null;
  }

  /** What texts and calls there are, each with who speaks. */
  static Set<String> parts(List<SourceMessage> messages) {
    Set<String> parts = new HashSet<>();
    for (SourceMessage message : messages) {
      for (Piece piece : message.pieces()) {
        if (piece instanceof Piece.Text || piece instanceof Piece.Call) {
          parts.add(message.sender().label() + ' ' + key(piece));
        }
      }
    }
    return parts;
  }

  /**
   * Adds a tool's call that a span of its own tells: the answer, where a message has the call; else
   * both, before the next that was said after it.
   *
   * @param at when it was called
   */
  void add(Fragment.ToolUse tool, @Nullable Instant at) {
    Piece.Result result =
        new Piece.Result(
            tool.call(), tool.call() == null ? tool.name() : null, tool.result(), tool.error());
    Called called = called(tool);
    if (called != null) {
      answer(called, result, at);
      return;
    }
    if (tool.result() == null && tool.error() == null) {
      result = null;
    }
    Piece.Call call = new Piece.Call(tool.call(), tool.name(), tool.arguments());
    told.add(call);
    List<Piece> pieces = result == null ? List.of(call) : List.of(call, result);
    insert(placeAt(at), new SourceMessage(0, null, null, Sender.AGENT, null, at, pieces));
  }

  /** A call, and the place of the message that has it. */
  private record Called(Piece.Call call, int place) {}

  /** The first such call of which no span has told; else the first of all. */
  private @Nullable Called called(Fragment.ToolUse tool) {
    Called first = null;
    for (int i = 0; i < messages.size(); i++) {
      for (Piece.Call call : calls(messages.get(i))) {
        if (isOf(call, tool)) {
          if (told.add(call)) {
            return new Called(call, i);
          }
          first = first == null ? new Called(call, i) : first;
        }
      }
    }
    return first;
  }

  private static List<Piece.Call> calls(SourceMessage message) {
    return message.pieces().stream()
        .filter(Piece.Call.class::isInstance)
        .map(Piece.Call.class::cast)
        .toList();
  }

  private void answer(Called called, Piece.Result result, @Nullable Instant at) {
    Piece.Call call = called.call();
    if (isAnswered(call, called.place())) {
      if (result.error() != null) {
        fail(call, called.place());
      }
      return;
    }
    Piece.Result answer =
        new Piece.Result(call.id(), result.name(), result.result(), result.error());
    int place = called.place() + 1;
    while (place < messages.size() && isResult(messages.get(place))) {
      place++;
    }
    insert(place, new SourceMessage(0, null, null, Sender.TOOL, null, at, List.of(answer)));
  }

  /** By their ids, where both have one. */
  private static boolean isOf(Piece.Call call, Fragment.ToolUse tool) {
    boolean bothHaveIds = tool.call() != null && call.id() != null;
    return bothHaveIds ? Objects.equals(tool.call(), call.id()) : tool.isLike(call);
  }

  /** What a tool's span says of a failure, the answer that its model was given need not say. */
  private void fail(Piece.Call call, int from) {
    for (int i = from; i < messages.size(); i++) {
      SourceMessage message = messages.get(i);
      List<Piece> pieces = new ArrayList<>(message.pieces());
      for (int j = 0; j < pieces.size(); j++) {
        if (pieces.get(j) instanceof Piece.Result result && isOf(result, call)) {
          if (result.error() == null) {
            pieces.set(j, new Piece.Result(result.call(), result.name(), null, result.result()));
            messages.set(i, with(message, message.at(), pieces));
          }
          return;
        }
      }
    }
  }

  private boolean isAnswered(Piece.Call call, int from) {
    for (SourceMessage message : messages.subList(from, messages.size())) {
      for (Piece piece : message.pieces()) {
        if (piece instanceof Piece.Result result && isOf(result, call)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOf(Piece.Result result, Piece.Call call) {
    boolean bothHaveIds = result.call() != null && call.id() != null;
    return bothHaveIds
        ? Objects.equals(result.call(), call.id())
        : result.name() == null || result.name().equals(call.name());
  }

  private static boolean isResult(SourceMessage message) {
    return !message.pieces().isEmpty()
        && message.pieces().stream().allMatch(Piece.Result.class::isInstance);
  }

  /** Before the first answer that was given later. */
  private int placeAt(@Nullable Instant at) {
    for (int i = 0; i < messages.size(); i++) {
      SourceMessage message = messages.get(i);
      Instant said = message.at();
      if (at != null && said != null && said.isAfter(at)) {
        return i;
      }
    }
    int last = messages.size();
    return last > 0 && messages.get(last - 1).sender() == Sender.AGENT && at == null
        ? last - 1
        : last;
  }

  private void insert(int place, SourceMessage message) {
    messages.add(place, message);
    keys.add(place, key(message));
  }

  /** All messages, in order, with their places. */
  List<SourceMessage> messages() {
    List<SourceMessage> placed = new ArrayList<>();
    for (SourceMessage message : messages) {
      placed.add(message.at(placed.size()));
    }
    return placed;
  }
}
