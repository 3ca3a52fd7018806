package dev.assay.evaluators;

import dev.assay.catalog.Actor;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Has evaluators look at the settings of metrics before these are kept. */
public final class EvaluatorSettings {

  private static final String UNSAVED = "0".repeat(24);

  private EvaluatorSettings() {}

  /**
   * A check by the evaluator that a definition names. Definitions of a type that is not configured
   * here are let pass, as it may be elsewhere.
   *
   * @param evaluators of this process, by type
   */
  public static DefinitionCheck check(Map<String, Evaluator> evaluators) {
    return definition -> {
      String type = definition.evaluator().type();
      Evaluator evaluator = evaluators.get(type);
      if (evaluator == null) {
        return EvaluatorTypes.find(type).isPresent() ? List.of() : List.of(unsupported(type));
      }
      Preparation preparation = evaluator.prepare(version(definition));
      return preparation instanceof Preparation.Rejected rejected
          ? rejected.problems().stream()
              .map(p -> new DefinitionCheck.Problem(p.setting(), p.message(), p.line(), p.column()))
              .toList()
          : List.of();
    };
  }

  private static DefinitionCheck.Problem unsupported(String type) {
    return DefinitionCheck.Problem.of(
        "type",
        "Unsupported evaluator '%s': use one of %s".formatted(type, EvaluatorTypes.words()));
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
