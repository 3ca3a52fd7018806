package dev.assay.evaluators.batch;

/**
 * How large a batch may be.
 *
 * @param calls at most, at least 1
 * @param bytes of its input file, at most; a call that has more alone is a batch of its own
 */
public record BatchLimits(long calls, long bytes) {
  public BatchLimits {
    if (calls < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "Invalid limits of a batch: %d calls, %d bytes; both must be at least 1"
              .formatted(calls, bytes));
    }
  }
}
