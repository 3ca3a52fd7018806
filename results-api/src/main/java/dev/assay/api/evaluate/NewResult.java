package dev.assay.api.evaluate;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.results.ResultRow;

/**
 * A manual result that is not stored yet.
 *
 * @param orgId the organization
 * @param version of the metric
 * @param subject what was evaluated, and who asked
 * @param evaluation a value or "not applicable"
 * @param contentHash of what was looked at of the conversation
 * @param fingerprint of what else decided the answer
 */
record NewResult(
    String orgId,
    MetricVersion version,
    ResultRow.Subject subject,
    Evaluation evaluation,
    String contentHash,
    String fingerprint) {

  /** What at most one current result is kept of, whatever the version. */
  record Key(String orgId, String metricId, String conversationId) {}

  Key key() {
    return new Key(orgId, version.metricId(), subject.conversationId());
  }
}
