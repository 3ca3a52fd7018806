package dev.assay.evaluators;

import java.util.Objects;

/** A value of a metric. */
public sealed interface Score {

  /** The value of a boolean metric. */
  record BooleanScore(boolean value) implements Score {}

  /** The value of a numerical metric: finite, within its bounds. */
  record NumericalScore(double value) implements Score {}

  /** The value of a categorical metric: one of its categories. */
  record CategoricalScore(String value) implements Score {
    public CategoricalScore {
      Objects.requireNonNull(value, "value");
    }
  }
}
