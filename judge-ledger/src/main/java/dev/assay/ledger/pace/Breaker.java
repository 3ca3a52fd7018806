package dev.assay.ledger.pace;

import java.time.Duration;

/**
 * Notices that a judge is down. After some failures in a row it is asked one thing at a time, at
 * growing intervals; after more of them, over a long enough time, it is given up. Times are
 * nanoseconds of a monotonic clock.
 */
final class Breaker {
  private static final int PROBE_AFTER = 10;
  private static final int DOWN_AFTER = 20;
  private static final long FIRST_PAUSE = Duration.ofMillis(250).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(4).toNanos();

  private final long patience;
  private final long longestPause;
  private int failures;
  private int probes;
  private long failingSince;
  private long probeAt;

  Breaker(Duration patience) {
    this.patience = patience.toNanos();
    // The probes that are needed fit into the time.
    this.longestPause = Math.min(LONGEST_PAUSE, this.patience / (DOWN_AFTER - PROBE_AFTER));
  }

  void worked() {
    failures = 0;
    probes = 0;
  }

  void failed(long now) {
    if (failures++ == 0) {
      failingSince = now;
    }
    if (isProbing()) {
      probeAt = now + Math.min(longestPause, FIRST_PAUSE << Math.min(probes, 10));
      probes++;
    }
  }

  /** Whether only one thing may be asked at a time. */
  boolean isProbing() {
    return failures >= PROBE_AFTER;
  }

  /** When the next probe may go. */
  long probeAt() {
    return probeAt;
  }

  boolean isDown(long now) {
    return failures >= DOWN_AFTER && now - failingSince >= patience;
  }

  int failures() {
    return failures;
  }
}
