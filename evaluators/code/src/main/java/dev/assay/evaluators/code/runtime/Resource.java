package dev.assay.evaluators.code.runtime;

/**
 * What one evaluation may use up. None is wall-clock time, so that an evaluation that failed fails
 * again and one that did not never will.
 */
public enum Resource {
  /** Rounds of all comprehensions together, nested ones included. */
  ITERATIONS(1_000_000, "loop rounds"),
  /** Rounds times the size of what they run, and elements that list functions look at. */
  OPERATIONS(30_000_000, "operations"),
  /** Characters of every text built. */
  CHARACTERS(8_000_000, "characters of built text"),
  /** Elements of every list and map built; each list or map counts as four more. */
  ELEMENTS(500_000, "elements of built lists and maps"),
  /** Characters compared, counted or searched without a regular expression. */
  SCANNED(200_000_000, "characters compared or searched"),
  /** Characters searched by regular expressions times the size of the pattern's program. */
  PATTERN_STEPS(500_000_000, "steps of regular expressions");

  private final long limit;
  private final String words;

  Resource(long limit, String words) {
    this.limit = limit;
    this.words = words;
  }

  long limit() {
    return limit;
  }

  String words() {
    return words;
  }
}
