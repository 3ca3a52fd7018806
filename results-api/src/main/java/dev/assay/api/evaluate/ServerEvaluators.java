package dev.assay.api.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.Preparation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The evaluators of this server, and what pays for their answers. Closed with the server.
 *
 * @param byType evaluators by the type that metrics name
 * @param ledger of those that are paid, or null when there are none
 */
record ServerEvaluators(Map<String, Evaluator> byType, @Nullable DailyLedger ledger)
    implements AutoCloseable {
  static final String EVALUATOR_NOT_AVAILABLE = "evaluator_not_available";

  /**
   * What came of one metric.
   *
   * @param fingerprint of what decided the answer; empty when it has not come so far
   */
  record Outcome(Evaluation evaluation, String fingerprint) {}

  ServerEvaluators {
    byType = Map.copyOf(byType);
  }

  @Override
  public void close() {
    byType.values().forEach(Evaluator::close);
    if (ledger != null) {
      ledger.close();
    }
  }

  /** One outcome for each version, in their order. */
  List<Outcome> evaluate(Conversation conversation, List<MetricVersion> versions) {
    Outcome open = new Outcome(FailureCode.EVALUATION_ERROR.failed("not evaluated"), "");
    List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(versions.size(), open));
    Map<Evaluator, Map<Integer, String>> ready = new LinkedHashMap<>();
    for (int i = 0; i < versions.size(); i++) {
      MetricVersion version = versions.get(i);
      Evaluator evaluator = byType.get(version.evaluator().type());
      if (evaluator == null) {
        outcomes.set(i, new Outcome(missing(version), ""));
      } else if (evaluator.prepare(version) instanceof Preparation.Ready prepared) {
        ready.computeIfAbsent(evaluator, e -> new LinkedHashMap<>()).put(i, prepared.fingerprint());
      } else {
        outcomes.set(
            i,
            new Outcome(
                FailureCode.INVALID_DEFINITION.failed("The metric's definition is not valid"), ""));
      }
    }
    ready.forEach(
        (evaluator, places) -> {
          List<Integer> order = List.copyOf(places.keySet());
          List<Evaluation> found =
              evaluator.evaluate(conversation, order.stream().map(versions::get).toList());
          for (int i = 0; i < order.size(); i++) {
            String fingerprint = Objects.requireNonNull(places.get(order.get(i)));
            outcomes.set(order.get(i), new Outcome(found.get(i), fingerprint));
          }
        });
    return outcomes;
  }

  private static Evaluation.Failed missing(MetricVersion version) {
    String type = version.evaluator().type();
    return EvaluatorTypes.find(type)
        .map(
            factory ->
                new Evaluation.Failed(
                    type + "_not_configured",
                    "The evaluator '%s' is not configured; %s"
                        .formatted(type, factory.configuring())))
        .orElseGet(
            () ->
                new Evaluation.Failed(
                    EVALUATOR_NOT_AVAILABLE, "The server has no evaluator '%s'".formatted(type)));
  }
}
