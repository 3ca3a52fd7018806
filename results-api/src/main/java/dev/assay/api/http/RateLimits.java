package dev.assay.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * How many calls a minute a user makes, call by call, within this process. A minute begins with the
 * first call after the last one ended.
 */
public final class RateLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_CALLERS = 100_000;
  private static final long NANOS = 1_000_000_000;

  private record Key(String call, String caller) {}

  private final Map<String, Integer> limits;
  private final InstantSource clock;
  private final Cache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_CALLERS)
          .expireAfterAccess(WINDOW.multipliedBy(2))
          .build();

  /**
   * @param limits calls a minute by the name of the call
   */
  public RateLimits(Map<String, Integer> limits, InstantSource clock) {
    this.limits = Map.copyOf(limits);
    this.clock = clock;
  }

  /**
   * Counts a call, and tells the client where it stands.
   *
   * @throws ApiError 429 when it is one too many
   */
  public void count(String call, String caller, boolean isRead, HttpServletResponse response) {
    Integer limit = limits.get(call);
    if (limit == null) {
      throw new IllegalStateException("Cannot limit %s: it has no limit".formatted(call));
    }
    Bucket bucket = buckets.get(new Key(call, caller), key -> bucket(limit));
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    long now = clock.millis();
    long reset = ceilSeconds(now * 1_000_000 + probe.getNanosToWaitForReset());
    response.setHeader("X-RateLimit-Limit", String.valueOf(limit));
    response.setHeader("X-RateLimit-Remaining", String.valueOf(probe.getRemainingTokens()));
    response.setHeader("X-RateLimit-Reset", String.valueOf(reset));
    if (!probe.isConsumed()) {
      long wait = Math.max(1, ceilSeconds(probe.getNanosToWaitForRefill()));
      if (isRead) {
        // On other methods it makes a client that is in use fail.
        response.setHeader("Retry-After", String.valueOf(wait));
      }
      throw new ApiError(
          429,
          "rate_limited",
          "Over the limit of %d calls a minute; try again in %d seconds".formatted(limit, wait));
    }
  }

  private static Bucket bucket(int limit) {
    return Bucket.builder()
        .addLimit(bandwidth -> bandwidth.capacity(limit).refillIntervally(limit, WINDOW))
        .build();
  }

  private static long ceilSeconds(long nanos) {
    return -Math.floorDiv(-nanos, NANOS);
  }
}
