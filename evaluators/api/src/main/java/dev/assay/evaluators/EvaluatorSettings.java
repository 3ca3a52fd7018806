package dev.assay.evaluators;

import dev.assay.catalog.Actor;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Has evaluators look at the settings of metrics before these are kept. */
public final class EvaluatorSettings {

  /** What other processes may have although this one has not. */
  private static final List<String> ELSEWHERE = List.of("judge", "learned");

  private static final String UNSAVED = "0".repeat(24);

  private EvaluatorSettings() {}

  /**
   * A check by the evaluator that a definition names.
   *
   * @param evaluators of this process, by type
   */
  public static DefinitionCheck check(Map<String, Evaluator> evaluators) {
    return definition -> {
      Evaluator evaluator = evaluators.get(definition.evaluator().type());
      if (evaluator == null) {
        return unknown(definition, evaluators);
      }
      Preparation preparation = evaluator.prepare(version(definition));
      return preparation instanceof Preparation.Rejected rejected
          ? rejected.problems().stream()
              .map(p -> new DefinitionCheck.Problem(p.setting(), p.message(), p.line(), p.column()))
              .toList()
          : List.of();
    };
  }

  private static List<DefinitionCheck.Problem> unknown(
      MetricDefinition definition, Map<String, Evaluator> evaluators) {
    String type = definition.evaluator().type();
    return ELSEWHERE.contains(type)
        ? List.of()
        : List.of(
            DefinitionCheck.Problem.of(
                "type",
                "Unsupported evaluator '%s': use one of %s or judge"
                    .formatted(type, new TreeSet<>(evaluators.keySet()))));
  }

  private static MetricVersion version(MetricDefinition definition) {
    return new MetricVersion(
        UNSAVED,
        1,
        definition.name(),
        definition.description(),
        definition.value(),
        definition.evaluator(),
        new Actor("", ""),
        Instant.EPOCH);
  }
}
