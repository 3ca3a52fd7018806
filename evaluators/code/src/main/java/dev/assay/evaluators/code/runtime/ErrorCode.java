package dev.assay.evaluators.code.runtime;

import java.util.Locale;

/** The failure codes of expressions, besides those common to all evaluators. */
public enum ErrorCode {
  DIVIDE_BY_ZERO,
  NUMERIC_OVERFLOW,
  NULL_VALUE,
  NO_SUCH_FIELD,
  NO_SUCH_KEY,
  DUPLICATE_KEY,
  INDEX_OUT_OF_RANGE,
  INVALID_ARGUMENT,
  NO_SUCH_OVERLOAD,
  EVALUATION_ERROR;

  private final String code = name().toLowerCase(Locale.ROOT);

  public String code() {
    return code;
  }
}
