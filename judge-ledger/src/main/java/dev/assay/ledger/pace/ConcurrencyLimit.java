package dev.assay.ledger.pace;

/**
 * How many calls are best in flight: doubled each round trip at first, later one more each round
 * trip, and less by a third when the judge fails under the load.
 */
final class ConcurrencyLimit {
  private static final int START = 32;
  private static final double BACKOFF = 0.7;

  private final int most;
  private double limit;
  private boolean doubling = true;
  private long backedOffAt = Long.MIN_VALUE;

  ConcurrencyLimit(int most) {
    this.most = most;
    this.limit = Math.min(START, most);
  }

  int limit() {
    return (int) limit;
  }

  /**
   * A call was answered.
   *
   * @param inFlight how many were, itself included; a limit that is not reached does not grow
   */
  void worked(int inFlight) {
    if (2 * inFlight >= limit) {
      limit = Math.min(most, limit + (doubling ? 1 : 1 / limit));
    }
  }

  /** The judge's rate is the limit now. */
  void refused() {
    doubling = false;
  }

  /**
   * The judge failed.
   *
   * @param startedAt when it was asked; what it was asked before the last backing off says nothing
   */
  void failed(long now, long startedAt) {
    doubling = false;
    if (startedAt >= backedOffAt) {
      limit = Math.max(1, BACKOFF * limit);
      backedOffAt = now;
    }
  }
}
