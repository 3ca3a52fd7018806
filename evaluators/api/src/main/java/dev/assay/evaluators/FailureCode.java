package dev.assay.evaluators;

import java.util.Locale;

/**
 * The failure codes that mean the same in every evaluator. An evaluator may add its own to these;
 * all are lowercase snake case, so that failures of a run can be counted by code.
 */
public enum FailureCode {
  /** The answer is of another type than the metric's values. */
  WRONG_TYPE,
  /** The number lies outside the metric's bounds. */
  OUT_OF_BOUNDS,
  /** The text is none of the metric's categories. */
  UNKNOWN_CATEGORY,
  /** The number is infinite or not a number. */
  NOT_FINITE,
  /** A reference is no id of a message of the conversation. */
  INVALID_REFERENCE,
  /** The evaluation needed more than it may use. */
  BUDGET_EXCEEDED,
  /** The definition was not one that {@link Evaluator#prepare} accepts. */
  INVALID_DEFINITION,
  /** Anything that no other code names. */
  EVALUATION_ERROR;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The word kept in tables, such as {@code out_of_bounds}. */
  public String code() {
    return code;
  }

  /** A failure with this code; see {@link Evaluation.Failed} for what the message should say. */
  public Evaluation.Failed failed(String message) {
    return new Evaluation.Failed(code, message);
  }
}
