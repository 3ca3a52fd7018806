package dev.assay.archive.message;

import org.jspecify.annotations.Nullable;

/** One thing that a message holds, whatever vocabulary it is written in. */
public sealed interface Piece {

  /** What is said or shown; something that is no text stands as a word in brackets. */
  record Text(String text) implements Piece {}

  /** What an agent thinks and does not say. */
  record Thought(String text) implements Piece {}

  /** Where a further answer of a model begins within one message. */
  record Step() implements Piece {}

  /**
   * A call of a tool.
   *
   * @param id by which its answer names it, or null
   * @param arguments text; JSON where the source had JSON
   */
  record Call(@Nullable String id, String name, String arguments) implements Piece {}

  /**
   * What a tool answered.
   *
   * @param call the id of the call, or null
   * @param name the name of the tool, or null
   * @param result text; JSON where the source had JSON; null when there is none
   * @param error what went wrong, or null
   */
  record Result(
      @Nullable String call, @Nullable String name, @Nullable String result, @Nullable String error)
      implements Piece {

    /** An answer that is an error when it failed. */
    static Result of(@Nullable String call, @Nullable String name, String text, boolean failed) {
      return new Result(call, name, failed ? null : text, failed ? text : null);
    }
  }
}
