package dev.assay.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Definitions that tests start from. */
public final class Samples {
  static final Actor ANN = new Actor("acme", "ann");
  static final Actor BOB = new Actor("acme", "bob");
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");
  static final Instant NOON_MICROS = Instant.parse("2026-01-02T12:00:00.123456Z");
  static final MetricValue BOOLEAN = new MetricValue.BooleanValue();

  private Samples() {}

  static MetricDefinition named(String name) {
    return new MetricDefinition(
        name,
        "True when the agent apologised.",
        BOOLEAN,
        code("true"),
        new TreeSet<>(List.of("*")),
        null,
        new TreeMap<>());
  }

  static EvaluatorDefinition code(String expression) {
    return new EvaluatorDefinition("code", new TreeMap<>(Map.of("expression", expression)));
  }

  public static EvaluatorDefinition judge(Map<String, Object> settings) {
    return new EvaluatorDefinition("judge", new TreeMap<>(settings));
  }
}
