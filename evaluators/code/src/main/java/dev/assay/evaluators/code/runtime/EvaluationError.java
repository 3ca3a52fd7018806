package dev.assay.evaluators.code.runtime;

import org.jspecify.annotations.Nullable;

/**
 * An error within an expression, such as a division by zero. Expressions meet many of them without
 * failing ({@code false && error} is false), so it carries no stack trace.
 */
public final class EvaluationError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private @Nullable Position position;

  public EvaluationError(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** This error, said to be at the innermost place that names one. */
  public EvaluationError at(Position place) {
    if (position == null) {
      position = place;
    }
    return this;
  }

  public String description() {
    return position == null ? String.valueOf(getMessage()) : getMessage() + " (" + position + ")";
  }
}
