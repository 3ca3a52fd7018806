package dev.assay.ledger.pace;

import dev.assay.evaluators.Ledger.CallEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says when the next call to the judge may be reserved, and how many may be there at once.
 * Single-threaded; times are nanoseconds of a monotonic clock that the caller reads.
 */
public final class Pace {
  /** The answer of {@link #readyAt} when only the end of a call can change something. */
  static final long WHEN_A_CALL_ENDS = Long.MAX_VALUE;

  /** Short: what a judge permits a minute says nothing of how much of it may come at once. */
  private static final double BURST_SECONDS = 0.05;

  /** Of so many calls at the judge, one more is reserved ahead. */
  private static final int PLACES_A_CALL_AHEAD = 8;

  private static final double SECONDS_A_MINUTE = 60;
  private static final double TOKEN_BURST_SECONDS = 5;

  private final PaceLimits limits;
  private final ConcurrencyLimit concurrency;
  private final LearnedRate learned = new LearnedRate();
  private final Breaker breaker;
  private final @Nullable TokenBucket requests;
  private final @Nullable TokenBucket tokens;
  private int reserved;
  private long pausedUntil = Long.MIN_VALUE;

  public Pace(PaceLimits limits, long now) {
    this.limits = limits;
    this.concurrency = new ConcurrencyLimit(limits.maxInFlight());
    this.breaker = new Breaker(limits.unreachableAfter());
    Integer requestsPerMinute = limits.requestsPerMinute();
    this.requests =
        requestsPerMinute == null
            ? null
            : bucket(requestsPerMinute / SECONDS_A_MINUTE, BURST_SECONDS, now);
    Long tokensPerMinute = limits.tokensPerMinute();
    this.tokens =
        tokensPerMinute == null
            ? null
            : bucket(tokensPerMinute / SECONDS_A_MINUTE, TOKEN_BURST_SECONDS, now);
  }

  /**
   * When a call that may use so many tokens can be reserved: {@code now}, a later time, or {@link
   * #WHEN_A_CALL_ENDS}.
   */
  public long readyAt(long now, long boundTokens) {
    if (breaker.isProbing()) {
      return reserved > 0 ? WHEN_A_CALL_ENDS : Math.max(now, breaker.probeAt());
    }
    if (reserved >= places() + ahead(now)) {
      return WHEN_A_CALL_ENDS;
    }
    long ready = Math.max(now, pausedUntil);
    ready = Math.max(ready, learned.readyAt(now));
    if (requests != null) {
      ready = Math.max(ready, requests.readyAt(now, 1));
    }
    if (tokens != null) {
      ready = Math.max(ready, tokens.readyAt(now, boundTokens));
    }
    return ready;
  }

  /** How many calls may be at the judge at once. */
  public int places() {
    return concurrency.limit();
  }

  /**
   * How many calls may be reserved beyond the places: none while the judge fails or wants to be
   * left alone, or where a rate says when calls go.
   */
  public int ahead(long now) {
    boolean placesAreAllThatLimits =
        requests == null && !learned.isKnown() && breaker.failures() == 0 && now >= pausedUntil;
    return placesAreAllThatLimits ? places() / PLACES_A_CALL_AHEAD : 0;
  }

  /** A call was reserved. */
  public void reserved(long now, long boundTokens) {
    reserved++;
    learned.started(now);
    if (requests != null) {
      requests.take(now, 1);
    }
    if (tokens != null) {
      tokens.take(now, boundTokens);
    }
  }

  /**
   * A call ended.
   *
   * @param startedAt when it started
   * @param retryAfter how long the judge wants to be left alone, or null
   * @param boundTokens what it could have used
   * @param usedTokens what it used, its bound if nobody knows
   */
  public void ended(
      long now,
      long startedAt,
      CallEnd end,
      @Nullable Duration retryAfter,
      long boundTokens,
      long usedTokens) {
    if (tokens != null) {
      tokens.giveBack(now, boundTokens - usedTokens);
    }
    if (PaceLimits.isTrouble(end)) {
      breaker.failed(now);
      concurrency.failed(now, startedAt);
    } else {
      breaker.worked();
      if (end == CallEnd.RATE_LIMITED) {
        concurrency.refused();
        learned.refused(now, startedAt);
      } else {
        concurrency.worked(reserved);
      }
    }
    reserved--;
    if (retryAfter != null) {
      pausedUntil = Math.max(pausedUntil, now + retryAfter.toNanos());
      learned.paused(pausedUntil);
    }
  }

  /** A call that was permitted was not made. */
  public void withdrawn(long now, long boundTokens) {
    reserved--;
    if (requests != null) {
      requests.giveBack(now, 1);
    }
    if (tokens != null) {
      tokens.giveBack(now, boundTokens);
    }
  }

  /** A call will never end. */
  public void lost() {
    reserved--;
  }

  /** Whether the judge is given up. */
  public boolean isDown(long now) {
    return breaker.isDown(now);
  }

  /** The judge is not given up, whatever it did. */
  public void forgive() {
    breaker.worked();
  }

  /** For a person: why the judge is given up. */
  public String whyDown() {
    return "the judge failed %d times in a row, over %d s or more"
        .formatted(breaker.failures(), limits.unreachableAfter().toSeconds());
  }

  private static TokenBucket bucket(double perSecond, double burstSeconds, long now) {
    return new TokenBucket(perSecond, Math.max(1, perSecond * burstSeconds), now);
  }
}
