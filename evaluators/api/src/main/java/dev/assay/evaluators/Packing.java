package dev.assay.evaluators;

import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricVersion;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether a metric shares requests with other metrics of the same conversation. */
public enum Packing {
  /** It does, up to the pack size. */
  PACKED,
  /** It is asked alone. */
  SOLO;

  /** The setting of a definition that says so. */
  public static final String SETTING = "packing";

  /** The word of settings and definitions, such as {@code packed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a definition says; packed when it says nothing. */
  public static Packing of(EvaluatorDefinition evaluator) {
    return SOLO.label().equals(evaluator.settings().get(SETTING)) ? SOLO : PACKED;
  }

  /** The same version, asked in this way. */
  public MetricVersion in(MetricVersion version) {
    SortedMap<String, Object> settings = new TreeMap<>(version.evaluator().settings());
    settings.put(SETTING, label());
    return new MetricVersion(
        version.metricId(),
        version.version(),
        version.metricName(),
        version.description(),
        version.value(),
        new EvaluatorDefinition(version.evaluator().type(), settings),
        version.creator(),
        version.createdAt());
  }
}
