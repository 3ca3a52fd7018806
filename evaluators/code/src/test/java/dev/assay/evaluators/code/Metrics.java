package dev.assay.evaluators.code;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.SampleVersions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Code metrics in as few words as tests can bear. */
final class Metrics {
  static final CodeEvaluator EVALUATOR = new CodeEvaluator();

  private Metrics() {}

  static MetricVersion truth(String expression) {
    return of(new BooleanValue(), expression);
  }

  static MetricVersion number(String expression) {
    return of(new NumericalValue(-1e6, 1e6), expression);
  }

  static MetricVersion category(String expression, String... categories) {
    return of(new CategoricalValue(List.of(categories)), expression);
  }

  static MetricVersion of(MetricValue value, String expression) {
    return SampleVersions.of(value, "code", Map.of("expression", expression));
  }

  static MetricVersion withReferences(MetricVersion version, String references) {
    return SampleVersions.of(
        version.value(),
        "code",
        Map.of(
            "expression",
            Objects.requireNonNull(version.evaluator().settings().get("expression")),
            "references",
            references));
  }

  static Evaluation evaluate(MetricVersion version) {
    return evaluate(version, SampleConversations.ordinary());
  }

  static Evaluation evaluate(MetricVersion version, Conversation conversation) {
    return EVALUATOR.evaluate(conversation, List.of(version)).get(0);
  }

  static List<DefinitionProblem> problems(MetricVersion version) {
    Preparation preparation = EVALUATOR.prepare(version);
    return preparation instanceof Preparation.Rejected rejected ? rejected.problems() : List.of();
  }
}
