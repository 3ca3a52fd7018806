package dev.assay.results;

import dev.assay.evaluators.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code metric_evaluation_failure}: an attempt that gave no value.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization
 * @param metricId the metric
 * @param metricVersion its version
 * @param subject what was evaluated
 * @param failure the code and the message
 * @param attempt from 1
 * @param contentHash of the conversation that was evaluated
 * @param evaluator the evaluator's type
 * @param evaluatorFingerprint of everything else that decides an answer
 * @param runId the run that wrote it
 * @param createdAtMicros microseconds since the epoch, UTC
 */
public record FailureRow(
    String id,
    String orgId,
    String metricId,
    int metricVersion,
    ResultRow.Subject subject,
    Evaluation.Failed failure,
    int attempt,
    String contentHash,
    String evaluator,
    String evaluatorFingerprint,
    String runId,
    long createdAtMicros) {

  /** The row in the order of the table's schema without its partition columns. */
  public @Nullable Object[] toFields() {
    return new @Nullable Object[] {
      id,
      orgId,
      metricId,
      metricVersion,
      subject.conversationId(),
      subject.serviceId(),
      subject.sourceType(),
      failure.code(),
      failure.message(),
      attempt,
      contentHash,
      evaluator,
      evaluatorFingerprint,
      runId,
      createdAtMicros,
      subject.atMicros(),
    };
  }
}
