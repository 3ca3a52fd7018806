package dev.assay.evaluators.judge;

import dev.assay.catalog.Actor;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Judge metrics. */
final class Metrics {
  private Metrics() {}

  /** A boolean metric. */
  static MetricVersion asking(String description) {
    return of(description, new MetricValue.BooleanValue(), Map.of());
  }

  static MetricVersion of(String description, MetricValue value, Map<String, Object> settings) {
    return new MetricVersion(
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        1,
        "Metric",
        description,
        value,
        new EvaluatorDefinition("judge", new TreeMap<>(settings)),
        new Actor("org", "author"),
        Instant.EPOCH);
  }
}
