package dev.assay.evaluators.judge;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorContract;
import dev.assay.evaluators.SampleVersions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JudgeEvaluatorContractTest extends EvaluatorContract {
  private static FakeJudge server = new FakeJudge();

  @BeforeAll
  static void start() {
    server.close();
    server = new FakeJudge();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected Evaluator evaluator() {
    return new JudgeEvaluator(
        JudgeSettings.of(server.url(), "some-model"), new MemoryLedger(), Optional::empty);
  }

  @Override
  protected List<MetricVersion> accepted() {
    return List.of(
        metric(new BooleanValue(), Map.of()),
        Metrics.asking("Did the agent apologise?"),
        Metrics.asking("Did the agent apologize?"),
        metric(new NumericalValue(1, 10), Map.of()),
        metric(new NumericalValue(1, 5), Map.of()),
        metric(new CategoricalValue(List.of("a", "b")), Map.of()),
        metric(new CategoricalValue(List.of("b", "a")), Map.of()),
        metric(new BooleanValue(), Map.of("model", "another-model")),
        metric(new BooleanValue(), Map.of("temperature", 0.5)),
        metric(new BooleanValue(), Map.of("max_output_tokens", 100)),
        metric(new BooleanValue(), Map.of("packing", "solo")),
        metric(new BooleanValue(), Map.of("long_conversations", "window")));
  }

  @Override
  protected MetricVersion failing() {
    return Metrics.of("This will fail.", new NumericalValue(2, 3), Map.of());
  }

  @Override
  protected MetricVersion rejected() {
    return metric(
        new BooleanValue(),
        Map.of("temperature", 3, "modle", "x", "packing", "both", "max_output_tokens", 1.5));
  }

  @Override
  protected List<MetricVersion> synonyms() {
    MetricVersion version = Metrics.asking("Was it good?");
    return List.of(
        version,
        SampleVersions.renamed(version),
        Metrics.of("Was it good?", new BooleanValue(), Map.of("model", "some-model")),
        Metrics.of("Was it good?", new BooleanValue(), Map.of("packing", "packed")),
        Metrics.of("Was it good?", new BooleanValue(), Map.of("temperature", 0)));
  }

  private static MetricVersion metric(MetricValue value, Map<String, Object> settings) {
    return SampleVersions.of(value, "judge", settings);
  }
}
