package dev.assay.simulator.traffic;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How the server behaves under load.
 *
 * @param latency of answers
 * @param requestsPerSecond above which requests are refused
 * @param burst how many may come at once
 * @param tokensPerMinute above which requests are refused
 * @param maxInFlight above which requests are refused
 * @param errorRate how many requests end with a failure of the server, without work done
 * @param timeoutRate how many answers never arrive, though the work was done
 * @param dropRate how many connections are closed, without work done
 * @param key that each request must bring
 * @param prices of tokens
 */
public record TrafficSettings(
    Latency latency,
    OptionalDouble requestsPerSecond,
    OptionalInt burst,
    OptionalDouble tokensPerMinute,
    OptionalInt maxInFlight,
    double errorRate,
    double timeoutRate,
    double dropRate,
    Optional<String> key,
    Prices prices) {

  /** Without the key. */
  @Override
  public String toString() {
    return "TrafficSettings[latency=%s, errorRate=%s]".formatted(latency, errorRate);
  }
}
