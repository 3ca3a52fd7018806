package dev.assay.insight.compare;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;
import org.apache.commons.statistics.interval.NormalConfidenceInterval;

/**
 * An estimate with its interval of 95 %.
 *
 * @param value in the units of what is estimated; not a number where it cannot be estimated, as are
 *     the other two then
 * @param lower the interval's lower end
 * @param upper the interval's upper end
 */
public record Estimate(double value, double lower, double upper) {

  /** Of what cannot be estimated. */
  static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, Double.NaN);

  /** How often such an interval misses. */
  static final double ERROR_RATE = 0.05;

  /** The standard normal's 97.5 % point. */
  static final double Z = 1.959963984540054;

  /** A share of so many, 0 to 1, with Wilson's interval. */
  public static Estimate share(long having, long all) {
    if (all == 0) {
      return UNKNOWN;
    }
    Interval wilson =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
            Math.toIntExact(all), Math.toIntExact(having), ERROR_RATE);
    return new Estimate((double) having / all, wilson.getLowerBound(), wilson.getUpperBound());
  }

  /**
   * The mean of so many numbers with Student's interval, from their sum and the sum of their
   * squares. One number has no interval.
   */
  public static Estimate mean(long count, double sum, double sumSquares) {
    if (count == 0) {
      return UNKNOWN;
    }
    double mean = sum / count;
    if (count == 1) {
      return new Estimate(mean, Double.NaN, Double.NaN);
    }
    double variance = Math.max(0, (sumSquares - sum * mean) / (count - 1.0));
    if (variance == 0) {
      return new Estimate(mean, mean, mean);
    }
    Interval student =
        NormalConfidenceInterval.MEAN.fromErrorRate(mean, variance, count, ERROR_RATE);
    return new Estimate(mean, student.getLowerBound(), student.getUpperBound());
  }

  public boolean isKnown() {
    return !Double.isNaN(value);
  }
}
