package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluator;
import java.io.Serializable;
import java.util.Map;

/** Where a task finds the evaluators; crosses to executors in place of the evaluators. */
@FunctionalInterface
public interface EvaluatorSource extends Serializable {
  /** Evaluators by the type that metrics name; called in the process that evaluates. */
  Map<String, Evaluator> evaluators();

  /** The same for a run, whose ledger pays what evaluators ask for. */
  default EvaluatorSource forRun(String runId) {
    return this;
  }
}
