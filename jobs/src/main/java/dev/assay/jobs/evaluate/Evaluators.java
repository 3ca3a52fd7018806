package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.code.CodeEvaluator;
import java.util.Map;

/** The evaluators of this process, by the type that metrics name. */
public final class Evaluators {

  private static final Map<String, Evaluator> SHARED = Map.of("code", new CodeEvaluator());

  private Evaluators() {}

  /** One instance of each for the whole process, so that definitions are compiled once. */
  public static Map<String, Evaluator> shared() {
    return SHARED;
  }
}
