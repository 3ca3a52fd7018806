package dev.assay.catalog;

import java.time.Instant;
import java.util.Objects;

/**
 * One immutable definition of a metric.
 *
 * @param metricId 24 lowercase hex
 * @param version from 1, without gaps
 * @param metricName the metric's name, for messages
 * @param description what is measured, in plain language; trimmed, not empty
 * @param value the values it may take
 * @param evaluator what scores it
 * @param creator who made it
 * @param createdAt when; microseconds, UTC
 */
public record MetricVersion(
    String metricId,
    int version,
    String metricName,
    String description,
    MetricValue value,
    EvaluatorDefinition evaluator,
    Actor creator,
    Instant createdAt) {

  public MetricVersion {
    Objects.requireNonNull(metricId, "metricId");
    Objects.requireNonNull(metricName, "metricName");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(evaluator, "evaluator");
    Objects.requireNonNull(creator, "creator");
    Objects.requireNonNull(createdAt, "createdAt");
    if (version < 1) {
      throw new IllegalArgumentException("Invalid version %d of %s".formatted(version, metricName));
    }
  }
}
