package dev.assay.evaluators.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeFactoryTest {

  @Test
  void judgesAreMadeWhereThereAreSettingsOfOne() {
    JudgeSettings settings = JudgeSettings.of(URI.create("http://localhost/v1"), "small");

    assertThat(made(List.of())).isEmpty();
    Map<String, Evaluator> made = made(List.of(settings));

    assertThat(made.get(Definition.TYPE)).isInstanceOf(JudgeEvaluator.class);
    made.values().forEach(Evaluator::close);
  }

  @Test
  void judgesCanAllThatCallersKnowOf() {
    assertThat(Capability.values())
        .allMatch(capability -> EvaluatorTypes.has(Definition.TYPE, capability));
  }

  private static Map<String, Evaluator> made(List<JudgeSettings> settings) {
    return EvaluatorTypes.create(EvaluatorEnvironment.forChecks(settings));
  }
}
