package dev.assay.evaluators.judge;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorFactory;
import java.util.Optional;
import java.util.Set;

/** Makes judges, where there are {@link JudgeSettings}. */
public final class JudgeFactory implements EvaluatorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public JudgeFactory() {}

  @Override
  public String type() {
    return Definition.TYPE;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PAID, Capability.PACKS, Capability.BATCHES, Capability.PREVIEWS);
  }

  @Override
  public Optional<Evaluator> create(EvaluatorEnvironment environment) {
    return environment
        .settings(JudgeSettings.class)
        .map(
            settings ->
                new JudgeEvaluator(
                    settings, environment.ledger().get(), JudgeEvaluator::environmentKey));
  }

  @Override
  public String configuring() {
    return "give the settings a section judge with url and model (conf/assay.yaml shows one), or"
        + " try it with ./assay judge-simulator";
  }
}
