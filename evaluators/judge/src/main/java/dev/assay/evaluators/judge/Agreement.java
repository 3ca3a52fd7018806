package dev.assay.evaluators.judge;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;

/**
 * How often two ways of asking gave the same answer to the same questions, with the Wilson score
 * interval of the rate: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
 * Inference", Journal of the American Statistical Association 22 (1927), 209–212. Unlike the normal
 * approximation it stays within 0 and 1 and says something when all or none agree.
 *
 * @param agreed pairs that agree; 0 to {@code pairs}
 * @param pairs pairs in which both ways gave an answer
 */
public record Agreement(int agreed, int pairs) {

  /** No pairs yet. */
  public static final Agreement NONE = new Agreement(0, 0);

  /** The standard normal's 97.5 % point: intervals of 95 %. */
  private static final double Z = 1.959963984540054;

  public Agreement {
    if (agreed < 0 || agreed > pairs) {
      throw new IllegalArgumentException(
          "Invalid agreement of %d out of %d pairs".formatted(agreed, pairs));
    }
  }

  /**
   * With one more pair. Two answers agree when they are the same value, numbers when they differ by
   * at most the tolerance, or when both are not applicable. A pair in which one way gave no answer
   * counts for nothing: a failure is no answer.
   *
   * @param tolerance at least 0, in units of the metric
   */
  public Agreement with(Evaluation one, Evaluation other, double tolerance) {
    if (!isAnswer(one) || !isAnswer(other)) {
      return this;
    }
    return new Agreement(agreed + (agree(one, other, tolerance) ? 1 : 0), pairs + 1);
  }

  /** Whether any pair was seen; without one there is neither rate nor interval. */
  public boolean isKnown() {
    return pairs > 0;
  }

  /** The share of pairs that agree, 0 to 1; not a number without pairs. */
  public double rate() {
    return (double) agreed / pairs;
  }

  /** The lower end of the rate's 95 % interval; 0 without pairs. */
  public double lower() {
    return pairs == 0 ? 0 : Math.max(0, centre() - halfWidth());
  }

  /** The upper end of the rate's 95 % interval; 1 without pairs. */
  public double upper() {
    return pairs == 0 ? 1 : Math.min(1, centre() + halfWidth());
  }

  private double centre() {
    return (agreed + (Z * Z) / 2) / (pairs + Z * Z);
  }

  private double halfWidth() {
    double variance = ((double) agreed * (pairs - agreed)) / pairs + (Z * Z) / 4;
    return Z * Math.sqrt(variance) / (pairs + Z * Z);
  }

  private static boolean isAnswer(Evaluation evaluation) {
    return evaluation instanceof Evaluation.Scored
        || evaluation instanceof Evaluation.NotApplicable;
  }

  private static boolean agree(Evaluation one, Evaluation other, double tolerance) {
    if (one instanceof Evaluation.Scored first && other instanceof Evaluation.Scored second) {
      boolean near =
          first.value() instanceof Score.NumericalScore a
              && second.value() instanceof Score.NumericalScore b
              && Math.abs(a.value() - b.value()) <= tolerance;
      return near || first.value().equals(second.value());
    }
    return one instanceof Evaluation.NotApplicable && other instanceof Evaluation.NotApplicable;
  }
}
