package dev.assay.evaluators;

import dev.assay.catalog.Actor;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Metric versions that tests of evaluators share. */
public final class SampleVersions {
  private SampleVersions() {}

  /** Version 3 of the metric 'Sample' with this evaluator. */
  public static MetricVersion of(MetricValue value, String type, Map<String, Object> settings) {
    return new MetricVersion(
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        3,
        "Sample",
        "What is measured.",
        value,
        new EvaluatorDefinition(type, new TreeMap<>(settings)),
        new Actor("org", "author"),
        Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** The same metric, with everything changed that is not its meaning. */
  public static MetricVersion renamed(MetricVersion version) {
    return new MetricVersion(
        "bbbbbbbbbbbbbbbbbbbbbbbb",
        version.version() + 1,
        "Another name",
        version.description(),
        version.value(),
        version.evaluator(),
        new Actor("org", "someone else"),
        Instant.parse("2027-01-01T00:00:00Z"));
  }

  /** The same metric, described in other words. */
  public static MetricVersion redescribed(MetricVersion version) {
    return new MetricVersion(
        version.metricId(),
        version.version(),
        version.metricName(),
        "Other words.",
        version.value(),
        version.evaluator(),
        version.creator(),
        version.createdAt());
  }
}
