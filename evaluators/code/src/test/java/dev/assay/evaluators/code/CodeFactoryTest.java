package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeFactoryTest {

  @Test
  void expressionsNeedNoSettings() {
    assertThat(EvaluatorTypes.create(EvaluatorEnvironment.forChecks(List.of())))
        .hasEntrySatisfying(
            Definition.TYPE, made -> assertThat(made).isInstanceOf(CodeEvaluator.class));
  }

  @Test
  void expressionsCostNothing() {
    assertThat(Capability.values())
        .noneMatch(capability -> EvaluatorTypes.has(Definition.TYPE, capability));
  }
}
