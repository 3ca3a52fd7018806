package dev.assay.api.catalog;

import dev.assay.api.http.ApiError;
import dev.assay.api.http.Problem;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricChange;
import dev.assay.catalog.MetricDefinition;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorSettings;
import java.util.List;
import java.util.Map;

/** Has a metric's evaluator look at its settings before anything is kept. */
final class EvaluatorCheck implements AutoCloseable {
  private final Map<String, Evaluator> evaluators;
  private final DefinitionCheck check;

  /**
   * @param evaluators by type; closed with this
   */
  EvaluatorCheck(Map<String, Evaluator> evaluators) {
    this.evaluators = evaluators;
    this.check = EvaluatorSettings.check(evaluators);
  }

  @Override
  public void close() {
    evaluators.values().forEach(Evaluator::close);
  }

  /**
   * Lets a definition pass.
   *
   * @throws ApiError 422 with every problem
   */
  void accept(MetricDefinition definition) {
    List<Problem> problems =
        check.check(definition).stream()
            .map(
                p ->
                    new Problem(
                        List.of("body", "evaluator", p.setting()),
                        p.line() == 1 && p.column() == 0
                            ? p.message()
                            : "line %d, column %d: %s".formatted(p.line(), p.column(), p.message()),
                        "invalid_evaluator"))
            .toList();
    if (!problems.isEmpty()) {
      throw ApiError.invalid(problems);
    }
  }

  /** Lets a change of a metric pass; what the catalog itself refuses it is left to say. */
  void accept(Metric metric, MetricChange change) {
    MetricDefinition wanted = change.appliedTo(MetricDefinition.of(metric));
    if (wanted.value().type().equals(metric.latest().value().type())) {
      accept(wanted);
    }
  }
}
