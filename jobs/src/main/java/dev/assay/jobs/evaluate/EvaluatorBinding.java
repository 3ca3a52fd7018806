package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Preparation;
import dev.assay.installation.run.PlannedMetric;
import java.util.Map;

/**
 * Binds a run to the evaluators that it has planned with: results carry their fingerprints, so no
 * other evaluator, and no judge of other settings, may answer in their name.
 */
public final class EvaluatorBinding {

  /** The code of what is carried over because the evaluator is another one now. */
  public static final String CHANGED_CODE = "evaluator_changed";

  static final Evaluation CHANGED =
      new Evaluation.CarriedOver(
          CHANGED_CODE, "its evaluator is not the one that the run has planned with");

  private EvaluatorBinding() {}

  /**
   * Whether this process has the evaluator that a run has planned a metric with.
   *
   * @param evaluators of this process, by type
   */
  public static boolean holds(PlannedMetric metric, Map<String, Evaluator> evaluators) {
    Evaluator evaluator = evaluators.get(metric.evaluator());
    return evaluator != null
        && evaluator.prepare(EvaluatorGroups.version(metric)) instanceof Preparation.Ready ready
        && ready.fingerprint().equals(metric.fingerprint());
  }
}
