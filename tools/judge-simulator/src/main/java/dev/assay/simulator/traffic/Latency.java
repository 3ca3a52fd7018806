package dev.assay.simulator.traffic;

import dev.assay.simulator.judge.Draw;
import java.time.Duration;

/**
 * How long an answer takes: lognormal, as the latencies of model servers roughly are.
 *
 * @param median half of all answers take longer
 * @param p95 one in twenty takes longer; the median for a latency that is always the same
 */
public record Latency(Duration median, Duration p95) {

  /** The 95th percentile of the standard normal distribution. */
  private static final double Z95 = 1.6448536269514722;

  public Latency {
    if (median.isNegative() || p95.compareTo(median) < 0) {
      throw new IllegalArgumentException(
          "Invalid latency: the 95th percentile cannot be below the median");
    }
    if (median.isZero() && !p95.isZero()) {
      throw new IllegalArgumentException("Invalid latency: the median of a spread must be above 0");
    }
  }

  /** Always the same. */
  public static Latency fixed(Duration latency) {
    return new Latency(latency, latency);
  }

  /** In nanoseconds. */
  public long nanos(Draw draw) {
    if (median.equals(p95)) {
      return median.toNanos();
    }
    double sigma = Math.log((double) p95.toNanos() / median.toNanos()) / Z95;
    return (long) (median.toNanos() * Math.exp(sigma * draw.normal()));
  }
}
