package dev.assay.simulator.traffic;

/**
 * A rate limit with bursts: a bucket that fills steadily up to its capacity, and from which each
 * request takes. Exact to the nanosecond; time is given, so that it can be tested. Not thread-safe.
 */
public final class TokenBucket {

  private final double perNano;
  private final long capacity;
  private double level;
  private long since;

  /** Full at first. */
  public TokenBucket(double perSecond, long capacity, long nowNanos) {
    if (!(perSecond > 0) || !(capacity >= 1)) {
      throw new IllegalArgumentException(
          "Invalid rate limit: %s a second with bursts of %s; the rate must be above 0, a burst at least 1"
              .formatted(perSecond, capacity));
    }
    this.perNano = perSecond / 1e9;
    this.capacity = capacity;
    this.level = capacity;
    this.since = nowNanos;
  }

  /** Whether so much is there now. */
  public boolean has(long amount, long nowNanos) {
    fill(nowNanos);
    return level >= amount;
  }

  /** Takes so much, whether it is there or not. */
  public void take(long amount) {
    level -= amount;
  }

  /** After how many nanoseconds so much will be there; for what never will be, the time to fill. */
  public long nanosUntil(long amount) {
    return (long) Math.ceil(Math.max(0.0, (double) Math.min(amount, capacity) - level) / perNano);
  }

  public long capacity() {
    return capacity;
  }

  /** What is there, as of the last question. */
  public double level() {
    return level;
  }

  /** What flows in within a minute. */
  public double perMinute() {
    return perNano * 60e9;
  }

  private void fill(long nowNanos) {
    level = Math.min((double) capacity, level + (nowNanos - since) * perNano);
    since = nowNanos;
  }
}
