package dev.assay.insight.compare;

import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Yes-or-no answers to the same conversations, before and after.
 *
 * @param pairs conversations, each answered twice
 * @param both yes before and after
 * @param lost yes before, no after
 * @param gained no before, yes after
 */
record PairedShares(long pairs, long both, long lost, long gained) {

  PairedShares {
    if (both < 0 || lost < 0 || gained < 0 || both + lost + gained > pairs) {
      throw new IllegalArgumentException(
          "Invalid counts: %d, %d and %d of %d pairs".formatted(both, lost, gained, pairs));
    }
  }

  /** The share of yes before, 0 to 1. */
  double before() {
    return (double) (both + lost) / pairs;
  }

  /** The share of yes after, 0 to 1. */
  double after() {
    return (double) (both + gained) / pairs;
  }

  /**
   * By how much the share has changed, after less before: the adjusted Wald interval of D. G.
   * Bonett and R. M. Price, "Adjusted Wald Confidence Interval for a Difference of Binomial
   * Proportions Based on Paired Data", Journal of Educational and Behavioral Statistics 37 (2012),
   * 479–488. The value is the plain difference.
   */
  Estimate shift() {
    if (pairs == 0) {
      return Estimate.UNKNOWN;
    }
    double n = pairs + 2.0;
    double up = (gained + 1) / n;
    double down = (lost + 1) / n;
    double centre = up - down;
    double half = Estimate.Z * Math.sqrt((up + down - centre * centre) / n);
    return new Estimate(
        after() - before(), Math.max(-1, centre - half), Math.min(1, centre + half));
  }

  /**
   * How likely flips as uneven as these are when neither direction is favoured: McNemar's test in
   * its exact form, the two-sided binomial test of the flips. Q. McNemar, Psychometrika 12 (1947),
   * 153–157.
   */
  double pValue() {
    return lost + gained == 0
        ? 1
        : BinomialTest.withDefaults()
            .test(Math.toIntExact(lost + gained), Math.toIntExact(gained), 0.5)
            .getPValue();
  }
}
