package dev.assay.simulator.traffic;

import dev.assay.simulator.judge.ApiError;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of requests and tokens. A refused request takes nothing; a request that is let through
 * takes its tokens as they are, read and written. Not thread-safe.
 */
public final class RateLimits {

  private final Optional<TokenBucket> requests;
  private final Optional<TokenBucket> tokens;

  public RateLimits(TrafficSettings settings, long nowNanos) {
    this.requests =
        settings.requestsPerSecond().isEmpty()
            ? Optional.empty()
            : Optional.of(requests(settings, nowNanos));
    this.tokens =
        settings.tokensPerMinute().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new TokenBucket(
                    settings.tokensPerMinute().getAsDouble() / 60,
                    (long) settings.tokensPerMinute().getAsDouble(),
                    nowNanos));
  }

  private static TokenBucket requests(TrafficSettings settings, long nowNanos) {
    double rate = settings.requestsPerSecond().orElseThrow();
    int burst = settings.burst().orElse((int) Math.max(1, rate));
    return new TokenBucket(rate, burst, nowNanos);
  }

  /** A refusal and how long to wait. */
  public record Refusal(String counter, ApiError error, long waitNanos) {}

  /** Lets a request through, or says why not. */
  public Optional<Refusal> take(long tokensWanted, long nowNanos) {
    if (requests.isPresent() && !requests.get().has(1, nowNanos)) {
      return Optional.of(refusal("requests", requests.get(), 1));
    }
    if (tokens.isPresent() && !tokens.get().has(tokensWanted, nowNanos)) {
      return Optional.of(refusal("tokens", tokens.get(), tokensWanted));
    }
    requests.ifPresent(bucket -> bucket.take(1));
    tokens.ifPresent(bucket -> bucket.take(tokensWanted));
    return Optional.empty();
  }

  private static Refusal refusal(String what, TokenBucket bucket, long wanted) {
    long wait = bucket.nanosUntil(wanted);
    String message =
        wanted > bucket.capacity()
            ? "Request too large: %d %s, and the limit is %.0f a minute"
                .formatted(wanted, what, bucket.perMinute())
            : "Rate limit reached for %s: limit %.0f a minute. Please try again in %dms."
                .formatted(what, bucket.perMinute(), ceil(wait, 1_000_000));
    return new Refusal(
        what.equals("tokens") ? "token_limited" : "rate_limited",
        new ApiError(429, what, null, "rate_limit_exceeded", message),
        wait);
  }

  /** What a client is told with each answer. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    requests.ifPresent(bucket -> describe("requests", bucket, headers));
    tokens.ifPresent(bucket -> describe("tokens", bucket, headers));
    return headers;
  }

  private static void describe(String what, TokenBucket bucket, Map<String, String> headers) {
    headers.put(
        "x-ratelimit-limit-" + what, String.format(Locale.ROOT, "%.0f", bucket.perMinute()));
    headers.put("x-ratelimit-remaining-" + what, Long.toString((long) Math.max(0, bucket.level())));
    long reset = ceil(bucket.nanosUntil(bucket.capacity()), 1_000_000);
    headers.put("x-ratelimit-reset-" + what, reset + "ms");
  }

  /** How long to wait, in the whole seconds of Retry-After and in milliseconds. */
  public static Map<String, String> retryAfter(long waitNanos) {
    return Map.of(
        "retry-after", Long.toString(Math.max(1, ceil(waitNanos, 1_000_000_000))),
        "retry-after-ms", Long.toString(Math.max(1, ceil(waitNanos, 1_000_000))));
  }

  private static long ceil(long amount, long unit) {
    return (amount + unit - 1) / unit;
  }
}
