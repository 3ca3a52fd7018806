package dev.assay.archive.fragment;

import dev.assay.archive.Sender;
import dev.assay.archive.message.Piece;
import dev.assay.archive.message.SourceMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /**
   * Adds what is new in further messages.
   *
   * @param at when they were said, for those that do not say it
   */
  void add(List<SourceMessage> further, @Nullable Instant at) {
    List<SourceMessage> said = new ArrayList<>();
    for (SourceMessage message : further) {
      if (message.sender() != Sender.SYSTEM) {
        said.add(message);
      } else if (!keys.contains(key(message))) {
        append(message, at);
      }
    }
    for (SourceMessage message : said.subList(repeated(said), said.size())) {
      append(message, at);
    }
  }

  private void append(SourceMessage message, @Nullable Instant at) {
    Instant own = message.at() == null ? at : message.at();
    messages.add(
        new SourceMessage(
            messages.size(),
            message.id(),
            message.interactionId(),
            message.sender(),
            message.type(),
            own,
            message.pieces()));
    keys.add(key(message));
  }

  /** How many of the first of these were said before. */
  private int repeated(List<SourceMessage> further) {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).sender() != Sender.SYSTEM) {
        before.add(keys.get(i));
      }
    }
    List<String> now = further.stream().map(Turns::key).toList();
    int most = 0;
    for (int from = 0; from < before.size(); from++) {
      int same = 0;
      while (same < now.size()
          && from + same < before.size()
          && now.get(same).equals(before.get(from + same))) {
        same++;
      }
      boolean isEnd = from + same == before.size();
      boolean isBeginning = from == 0 && same == now.size() && same >= FEWEST_REPEATED;
      if ((isEnd || isBeginning) && same > most) {
        most = same;
      }
    }
    return most;
  }

  /** What tells one message from another: who says what, and calls what. */
  private static String key(SourceMessage message) {
    StringBuilder key = new StringBuilder(message.sender().label());
    for (Piece piece : message.pieces()) {
      if (piece instanceof Piece.Text text) {
        key.append("\ntext ").append(text.text().replaceAll("\\s+", " ").strip());
      } else if (piece instanceof Piece.Call call) {
        key.append("\ncall ").append(call.name()).append(' ').append(call.arguments());
      } else if (piece instanceof Piece.Result result) {
        key.append("\nresult ").append(Objects.requireNonNullElse(result.result(), ""));
        key.append(Objects.requireNonNullElse(result.error(), ""));
      }
    }
    return key.toString();
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
    for (int i = 0; i < messages.size(); i++) {
      Piece.Call call = call(messages.get(i), tool);
      if (call != null) {
        if (!isAnswered(call, i)) {
          Piece.Result answer =
              new Piece.Result(call.id(), result.name(), tool.result(), tool.error());
          int place = i + 1;
          while (place < messages.size() && isResult(messages.get(place))) {
            place++;
          }
          insert(place, new SourceMessage(0, null, null, Sender.TOOL, null, at, List.of(answer)));
        }
        return;
      }
    }
    if (tool.result() == null && tool.error() == null) {
      result = null;
    }
    Piece.Call called = new Piece.Call(tool.call(), tool.name(), tool.arguments());
    List<Piece> pieces = result == null ? List.of(called) : List.of(called, result);
    insert(placeAt(at), new SourceMessage(0, null, null, Sender.AGENT, null, at, pieces));
  }

  private static Piece.@Nullable Call call(SourceMessage message, Fragment.ToolUse tool) {
    for (Piece piece : message.pieces()) {
      if (piece instanceof Piece.Call call && isOf(call, tool)) {
        return call;
      }
    }
    return null;
  }

  /** By their ids, where both have one. */
  private static boolean isOf(Piece.Call call, Fragment.ToolUse tool) {
    boolean bothHaveIds = tool.call() != null && call.id() != null;
    return bothHaveIds
        ? Objects.equals(tool.call(), call.id())
        : call.name().equals(tool.name()) && call.arguments().equals(tool.arguments());
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
