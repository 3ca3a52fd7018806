package dev.assay.ledger.pace;

import dev.assay.evaluators.Ledger.CallEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast a judge may be asked.
 *
 * @param maxInFlight calls at once, at most
 * @param requestsPerMinute that the judge permits, or null to learn it from its refusals
 * @param tokensPerMinute read and written together, that the judge permits, or null
 * @param unreachableAfter a judge that has failed for so long without a break is given up
 */
public record PaceLimits(
    int maxInFlight,
    @Nullable Integer requestsPerMinute,
    @Nullable Long tokensPerMinute,
    Duration unreachableAfter) {

  public PaceLimits {
    positive("max_in_flight", maxInFlight);
    positive("requests_per_minute", requestsPerMinute == null ? 1 : requestsPerMinute);
    positive("tokens_per_minute", tokensPerMinute == null ? 1 : tokensPerMinute);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Invalid %s: %d; it must be at least 1".formatted(name, value));
    }
  }

  /** Whether such an end says that the judge is overloaded or gone, not that it works. */
  static boolean isTrouble(CallEnd end) {
    return end == CallEnd.TIMED_OUT || end == CallEnd.SERVER_ERROR || end == CallEnd.UNREACHABLE;
  }
}
