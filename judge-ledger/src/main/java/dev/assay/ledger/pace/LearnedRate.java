package dev.assay.ledger.pace;

import java.util.ArrayDeque;

/**
 * The rate of requests that a judge sustains, learned from its refusals. Until the first refusal
 * there is none. Then requests are spaced evenly, a little below the rate at which it last refused;
 * the rate creeps back to that one in {@value #PATIENCE} seconds and goes faster and faster beyond
 * it, so that about one request in some hundreds is refused at the limit. Times are nanoseconds of
 * a monotonic clock.
 *
 * <p>A limiter that refuses has nothing left. What it let pass since it last refused is therefore
 * what it permits, as long as it could not save any up; so a refusal soon after another lowers the
 * rate to that, by {@value #DEEPEST} at the most. At a limit that was met before, refusals at once
 * after one say nothing: requests that were under way arrive in clumps, and a bucket that they
 * emptied refuses the next ones, too.
 */
final class LearnedRate {
  private static final double NANOS = 1e9;
  private static final double SETTLING_SECONDS = 0.05;

  /** Who is late by so much makes up for it: else every delay of a thread would lower the rate. */
  private static final long LATE_NANOS = 50_000_000;

  private static final double CLUMP_SECONDS = 0.5;
  private static final double SOON_SECONDS = 2;
  private static final double BACKOFF = 0.98;
  private static final double DEEPEST = 0.7;

  /** In so short a time what passed is hardly counted: requests are under way for a part of it. */
  private static final double DEEPEST_AT_ONCE = 0.9;

  private static final double SAME = 0.05;
  private static final double GROWTH_A_SECOND = 1.02;

  /** More than 1: far from the limit the growth itself grows, and begins slowly at each probing. */
  private static final double GROWTH_OF_GROWTH = 1.5;

  private static final double LEAST = 0.2;
  private static final double PATIENCE = 5;

  /** When the requests since the last refusal went that were not refused. */
  private final ArrayDeque<Long> passed = new ArrayDeque<>();

  private double ceiling = Double.POSITIVE_INFINITY;
  private boolean isKnown;

  /** Whether the last two refusals came at about the same rate. */
  private boolean isMet;

  private long refusedAt = Long.MIN_VALUE;
  private long growsFrom;
  private double grownFrom;
  private long nextAt = Long.MIN_VALUE;

  /** Whether the judge has refused any. */
  boolean isKnown() {
    return isKnown;
  }

  /** When the next request may go: {@code now} or later. */
  long readyAt(long now) {
    return isKnown ? Math.max(now, nextAt) : now;
  }

  void started(long now) {
    if (refusedAt == Long.MIN_VALUE) {
      refusedAt = now;
    }
    passed.addLast(now);
    if (isKnown) {
      settle(now);
      nextAt = Math.max(now - LATE_NANOS, nextAt) + (long) (NANOS / rate(now));
    }
  }

  /**
   * The judge refused a request.
   *
   * @param startedAt when that was sent; refusals of what was sent before the last one say no more
   *     than that less has passed
   */
  void refused(long now, long startedAt) {
    passed.removeLastOccurrence(startedAt);
    if (isKnown && startedAt < refusedAt) {
      return;
    }
    if (isMet && now - refusedAt < CLUMP_SECONDS * NANOS) {
      settleFrom(now);
      return;
    }
    double seen = seen(now);
    if (isKnown) {
      double rate = rate(now);
      isMet = Math.abs(rate - ceiling) <= SAME * ceiling;
      boolean soon = now - growsFrom < SOON_SECONDS * NANOS;
      double deepest = now - refusedAt < CLUMP_SECONDS * NANOS ? DEEPEST_AT_ONCE : DEEPEST;
      ceiling = rate;
      grownFrom = rate * (soon ? Math.max(deepest, Math.min(BACKOFF, seen / rate)) : BACKOFF);
    } else {
      isKnown = true;
      ceiling = seen;
      grownFrom = seen;
    }
    ceiling = Math.max(LEAST, ceiling);
    grownFrom = Math.max(LEAST, grownFrom);
    growsFrom = now;
    refusedAt = now;
    passed.clear();
    nextAt = now;
    settleFrom(now);
  }

  private void settleFrom(long now) {
    nextAt = Math.max(nextAt, now + (long) (NANOS * Math.max(SETTLING_SECONDS, 1 / grownFrom)));
  }

  /** Nothing may go before {@code until}; the rate does not grow meanwhile. */
  void paused(long until) {
    growsFrom = Math.max(growsFrom, until);
    nextAt = Math.max(nextAt, until);
  }

  /** Requests a second; infinite while nothing was refused. */
  double rate(long now) {
    if (!isKnown) {
      return ceiling;
    }
    double seconds = Math.max(0, now - growsFrom) / NANOS;
    if (seconds <= PATIENCE) {
      return grownFrom + (ceiling - grownFrom) * seconds / PATIENCE;
    }
    return Math.max(ceiling, grownFrom)
        * Math.pow(GROWTH_A_SECOND, Math.pow(seconds - PATIENCE, GROWTH_OF_GROWTH));
  }

  /** Requests a second that passed since the last refusal. */
  private double seen(long now) {
    return passed.size() / Math.max(SETTLING_SECONDS, (now - refusedAt) / NANOS);
  }

  /** What passed long ago is of no use: a refusal that is not soon lowers the rate a little. */
  private void settle(long now) {
    if (now - growsFrom > SOON_SECONDS * NANOS) {
      passed.clear();
    }
  }
}
