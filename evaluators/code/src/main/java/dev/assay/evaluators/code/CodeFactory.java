package dev.assay.evaluators.code;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorFactory;
import java.util.Optional;
import java.util.Set;

/** Makes evaluators of expressions; they need no settings. */
public final class CodeFactory implements EvaluatorFactory {

  /** For {@link java.util.ServiceLoader}. */
  public CodeFactory() {}

  @Override
  public String type() {
    return Definition.TYPE;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public Optional<Evaluator> create(EvaluatorEnvironment environment) {
    return Optional.of(new CodeEvaluator());
  }
}
