package dev.assay.ledger.pace;

/**
 * So many of something a second, with a bounded burst. Something larger than the burst passes when
 * the bucket is full, and those behind it pay. Times are nanoseconds of a monotonic clock.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double held;
  private long at;

  TokenBucket(double perSecond, double burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.held = burst;
    this.at = now;
  }

  /** When {@code amount} can be taken, if nothing else is: {@code now} or later. */
  long readyAt(long now, long amount) {
    refill(now);
    double missing = Math.min((double) amount, burst) - held;
    return missing <= 0 ? now : now + (long) Math.ceil(missing / perSecond * NANOS);
  }

  void take(long now, long amount) {
    refill(now);
    held -= (double) amount;
  }

  /** Gives back what was taken and not used. */
  void giveBack(long now, long amount) {
    refill(now);
    held = Math.min(burst, held + (double) amount);
  }

  private void refill(long now) {
    held = Math.min(burst, held + (now - at) / NANOS * perSecond);
    at = now;
  }
}
