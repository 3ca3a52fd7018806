package dev.assay.catalog;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which evaluator scores a metric version, and how. The catalog keeps the settings and does not
 * interpret them; the evaluator of that type does.
 *
 * @param type the word of an evaluator, such as {@code code}
 * @param settings by name; values are JSON values as Jackson's plain types (String, Boolean,
 *     Integer, Long, Double, List, Map); compared by value
 */
public record EvaluatorDefinition(String type, SortedMap<String, Object> settings) {

  /** What a metric that names no evaluator gets. */
  public static final String DEFAULT_TYPE = "judge";

  public EvaluatorDefinition {
    Objects.requireNonNull(type, "type");
    settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }
}
