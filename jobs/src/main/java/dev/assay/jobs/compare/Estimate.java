package dev.assay.jobs.compare;

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

  boolean isKnown() {
    return !Double.isNaN(value);
  }
}
