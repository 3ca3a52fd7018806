package dev.assay.evaluators.judge.answer;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import java.util.Locale;

/** The failures of judges' answers, beside those that every evaluator shares. */
public enum AnswerFailure {
  /** The answer is not of the shape that was asked for. */
  MALFORMED_ANSWER,
  /** The judge answered, but not this question. */
  MISSING_ANSWER,
  /** The judge wrote nothing. */
  EMPTY_ANSWER,
  /** The judge said that it will not answer. */
  REFUSAL,
  /** The server withheld the answer. */
  CONTENT_FILTER,
  /** The answer broke off at the limit of tokens, or is larger than any answer may be. */
  ANSWER_TOO_LONG;

  /** The word kept in tables, such as {@code malformed_answer}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The failure of a metric, with its reason. */
  public Evaluation.Failed failed(MetricVersion version, String reason) {
    return new Evaluation.Failed(
        code(),
        "Cannot judge '%s' version %d: %s"
            .formatted(version.metricName(), version.version(), reason));
  }
}
