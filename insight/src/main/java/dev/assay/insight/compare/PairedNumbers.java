package dev.assay.insight.compare;

import java.util.Arrays;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.apache.commons.statistics.interval.Interval;
import org.apache.commons.statistics.interval.NormalConfidenceInterval;

/** Numbers that two versions gave to the same conversations. Not thread-safe. */
final class PairedNumbers {
  private static final int FIRST_ROOM = 64;

  private double[] before = new double[FIRST_ROOM];
  private double[] after = new double[FIRST_ROOM];
  private int pairs;

  void add(double valueBefore, double valueAfter) {
    if (pairs == before.length) {
      before = Arrays.copyOf(before, 2 * pairs);
      after = Arrays.copyOf(after, 2 * pairs);
    }
    before[pairs] = valueBefore;
    after[pairs++] = valueAfter;
  }

  int pairs() {
    return pairs;
  }

  double meanBefore() {
    return Arrays.stream(before, 0, pairs).average().orElse(Double.NaN);
  }

  double meanAfter() {
    return Arrays.stream(after, 0, pairs).average().orElse(Double.NaN);
  }

  /** What was added to each value, in the order of adding. */
  double[] differences() {
    double[] differences = new double[pairs];
    Arrays.setAll(differences, i -> after[i] - before[i]);
    return differences;
  }

  /**
   * The mean difference, after less before, with Student's interval of paired differences. Without
   * a second pair, or a difference between the differences, the interval is the value alone.
   */
  Estimate shift() {
    if (pairs == 0) {
      return Estimate.UNKNOWN;
    }
    double[] differences = differences();
    double mean = Arrays.stream(differences).average().orElseThrow();
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    if (pairs < 2 || squares == 0) {
      return new Estimate(mean, mean, mean);
    }
    Interval student =
        NormalConfidenceInterval.MEAN.fromErrorRate(
            mean, squares / (pairs - 1.0), pairs, Estimate.ERROR_RATE);
    return new Estimate(mean, student.getLowerBound(), student.getUpperBound());
  }

  double medianDifference() {
    if (pairs == 0) {
      return Double.NaN;
    }
    double[] sorted = differences();
    Arrays.sort(sorted);
    int middle = pairs / 2;
    return pairs % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** How many pairs are equal. */
  long stayed() {
    return Arrays.stream(differences()).filter(d -> d == 0).count();
  }

  /**
   * How likely differences like these are when they are symmetric about zero: Wilcoxon's
   * signed-rank test, exact for few pairs without ties. F. Wilcoxon, Biometrics Bulletin 1 (1945),
   * 80–83. Pairs that are equal are left out, as Wilcoxon did.
   */
  double pValue() {
    double[] changed = Arrays.stream(differences()).filter(d -> d != 0).toArray();
    return changed.length == 0
        ? 1
        : WilcoxonSignedRankTest.withDefaults().test(changed).getPValue();
  }

  /**
   * Agreement beyond chance with quadratic weights, 1 for full agreement. For numbers the
   * quadratically weighted kappa is L. I. Lin's concordance correlation coefficient (Biometrics 45
   * (1989), 255–268), with variances over all pairs. Not a number when all values are the same.
   */
  double quadraticKappa() {
    double meanBefore = meanBefore();
    double meanAfter = meanAfter();
    double apart = 0;
    double spread = 0;
    for (int i = 0; i < pairs; i++) {
      apart += square(after[i] - before[i]);
      spread += square(before[i] - meanBefore) + square(after[i] - meanAfter);
    }
    double byChance = spread / pairs + square(meanBefore - meanAfter);
    return byChance == 0 ? Double.NaN : 1 - apart / pairs / byChance;
  }

  private static double square(double value) {
    return value * value;
  }
}
