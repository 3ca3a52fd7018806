package dev.assay.evaluators;

/**
 * What answers cost.
 *
 * @param inputTokens tokens that were read
 * @param outputTokens tokens that were written
 * @param costNanos money, in billionths of the currency of the settings' prices
 */
public record Usage(long inputTokens, long outputTokens, long costNanos) {

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage {
    if (inputTokens < 0 || outputTokens < 0 || costNanos < 0) {
      throw new IllegalArgumentException(
          "Invalid usage: %d input tokens, %d output tokens, %d nanos; none can be negative"
              .formatted(inputTokens, outputTokens, costNanos));
    }
  }

  /** Tokens read and written. */
  public long tokens() {
    return inputTokens + outputTokens;
  }

  /** The sum. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        costNanos + other.costNanos);
  }

  /**
   * The part that falls to one of several things that one answer covers; all parts together are
   * this usage exactly.
   *
   * @param index from 0
   * @param of how many there are
   */
  public Usage share(int index, int of) {
    return new Usage(
        share(inputTokens, index, of), share(outputTokens, index, of), share(costNanos, index, of));
  }

  private static long share(long total, int index, int of) {
    return total / of + (index < total % of ? 1 : 0);
  }
}
