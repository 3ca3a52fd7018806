package dev.assay.evaluators;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import java.util.Objects;

/** Whether a raw answer is a value that a metric version allows. */
public sealed interface ScoreCheck {

  /** It is. */
  record Accepted(Score score) implements ScoreCheck {
    public Accepted {
      Objects.requireNonNull(score, "score");
    }
  }

  /**
   * It is not: {@link FailureCode#WRONG_TYPE}, {@link FailureCode#NOT_FINITE}, {@link
   * FailureCode#OUT_OF_BOUNDS} or {@link FailureCode#UNKNOWN_CATEGORY}.
   */
  record Refused(Evaluation.Failed failure) implements ScoreCheck {
    public Refused {
      Objects.requireNonNull(failure, "failure");
    }
  }

  /**
   * Checks an answer.
   *
   * @param answer a Boolean for a boolean metric, any Number for a numerical one, exactly one of
   *     the categories as a String for a categorical one; anything else is refused
   */
  static ScoreCheck of(MetricVersion version, Object answer) {
    MetricValue value = version.value();
    if (value instanceof BooleanValue) {
      return answer instanceof Boolean truth
          ? new Accepted(new Score.BooleanScore(truth))
          : wrongType(version, answer, "true or false");
    }
    if (value instanceof NumericalValue bounds) {
      return answer instanceof Number number
          ? number(version, bounds, number.doubleValue())
          : wrongType(version, answer, "a number");
    }
    CategoricalValue categories = (CategoricalValue) value;
    return answer instanceof String text
        ? category(version, categories, text)
        : wrongType(version, answer, "one of " + categories.categories());
  }

  private static ScoreCheck number(MetricVersion version, NumericalValue bounds, double answer) {
    if (!Double.isFinite(answer)) {
      return refuse(version, FailureCode.NOT_FINITE, "the answer " + answer + " is not finite");
    }
    if (!bounds.admits(answer)) {
      return refuse(
          version,
          FailureCode.OUT_OF_BOUNDS,
          "the answer %s is outside %s to %s"
              .formatted(answer, bounds.lowerBound(), bounds.upperBound()));
    }
    double withoutNegativeZero = answer + 0.0;
    return new Accepted(new Score.NumericalScore(withoutNegativeZero));
  }

  private static ScoreCheck category(
      MetricVersion version, CategoricalValue categories, String answer) {
    if (!categories.categories().contains(answer)) {
      return refuse(
          version,
          FailureCode.UNKNOWN_CATEGORY,
          "the answer '%s' is none of %s".formatted(OneLine.of(answer), categories.categories()));
    }
    return new Accepted(new Score.CategoricalScore(answer));
  }

  private static ScoreCheck wrongType(MetricVersion version, Object answer, String expected) {
    String given =
        answer instanceof Boolean || answer instanceof Number || answer instanceof String
            ? "'" + OneLine.of(answer.toString()) + "'"
            : "of another kind";
    return refuse(
        version,
        FailureCode.WRONG_TYPE,
        "the answer is %s where %s is needed".formatted(given, expected));
  }

  private static ScoreCheck refuse(MetricVersion version, FailureCode code, String reason) {
    return new Refused(
        code.failed(
            "Cannot score '%s' version %d: %s"
                .formatted(version.metricName(), version.version(), reason)));
  }
}
