package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.value.CleanText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was read of one message, in the order of its source. */
final class Pieces {
  private final List<Piece> read = new ArrayList<>(1);
  private boolean known;

  List<Piece> all() {
    return read;
  }

  boolean isEmpty() {
    return read.isEmpty();
  }

  /** Whether something was read, if only that there is nothing. */
  boolean isKnown() {
    return known;
  }

  /** Content of a form that is known, with nothing in it that an evaluator could see. */
  void nothing() {
    known = true;
  }

  /** A text; an empty one is none. */
  void text(String text) {
    known = true;
    if (!text.isEmpty()) {
      read.add(new Piece.Text(CleanText.of(text)));
    }
  }

  /** Something that is no text, such as {@code [image]}. */
  void shown(String what) {
    text("[" + what + "]");
  }

  /** The same, with its name where it has one. */
  void shown(String what, @Nullable String name) {
    shown(name == null || name.isBlank() ? what : what + " " + name);
  }

  void step() {
    known = true;
    if (!read.isEmpty()) {
      read.add(new Piece.Step());
    }
  }

  void thought(String text) {
    known = true;
    if (!text.isBlank()) {
      read.add(new Piece.Thought(CleanText.of(text)));
    }
  }

  /**
   * A call.
   *
   * @param arguments text or any JSON; null for none
   */
  void call(@Nullable String id, @Nullable String name, @Nullable JsonNode arguments) {
    known = true;
    read.add(
        new Piece.Call(
            id,
            name == null ? "" : CleanText.of(name),
            arguments == null ? "" : CleanText.ofJson(arguments)));
  }

  /** The ids of the calls that were read. */
  Set<String> callIds() {
    Set<String> ids = new HashSet<>();
    for (Piece piece : read) {
      if (piece instanceof Piece.Call call && call.id() != null) {
        ids.add(call.id());
      }
    }
    return ids;
  }

  /** Whether there is more than what an agent thinks. */
  boolean saysSomething() {
    return read.stream().anyMatch(piece -> !(piece instanceof Piece.Thought));
  }

  boolean hasCalls() {
    return read.stream().anyMatch(Piece.Call.class::isInstance);
  }

  void result(Piece.Result result) {
    known = true;
    read.add(result);
  }
}
