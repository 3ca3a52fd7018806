package dev.assay.jobs.evaluate;

import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.code.CodeEvaluator;
import dev.assay.evaluators.judge.JudgeEvaluator;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.ledger.remote.RunLedgers;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.ledger.remote.RunLedgers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The evaluators of this process, by the type that metrics name. */
public final class Evaluators {

  /** The type of metrics that a judge scores. */
  public static final String JUDGE = "judge";

  private static final Evaluator CODE = new CodeEvaluator();
  private static @Nullable RunJudge newest;

  private Evaluators() {}

  /** The metrics that a run has planned with a judge. */
  public static Stream<PlannedMetric> judged(Run run) {
    return run.planInputs().stream()
        .flatMap(inputs -> inputs.metrics().stream())
        .filter(metric -> metric.evaluator().equals(JUDGE));
  }

  /**
   * One instance of each for the whole process, so that definitions are compiled once.
   *
   * @param judge how the judge is asked, or null when there is none
   */
  public static EvaluatorSource of(@Nullable JudgeSettings judge) {
    return new Configured(judge, null);
  }

  /** Crosses to executors; holds no key. */
  private record Configured(@Nullable JudgeSettings judge, @Nullable String runId)
      implements EvaluatorSource {

    @Override
    public Map<String, Evaluator> evaluators() {
      Map<String, Evaluator> evaluators = new HashMap<>();
      evaluators.put("code", CODE);
      if (judge != null) {
        evaluators.put(JUDGE, judgeOf(judge, runId));
      }
      return evaluators;
    }

    @Override
    public EvaluatorSource forRun(String run) {
      return new Configured(judge, run);
    }
  }

  private record RunJudge(
      JudgeSettings settings, @Nullable String runId, JudgeEvaluator evaluator) {}

  /** The judge of a run; a process has one run at a time, so the one before is closed. */
  private static synchronized Evaluator judgeOf(JudgeSettings settings, @Nullable String runId) {
    RunJudge known = newest;
    if (known != null
        && known.settings().equals(settings)
        && java.util.Objects.equals(known.runId(), runId)) {
      return known.evaluator();
    }
    if (known != null) {
      known.evaluator().close();
    }
    Ledger ledger = runId == null ? new NoLedger() : RunLedgers.of(runId);
    JudgeEvaluator made = new JudgeEvaluator(settings, ledger, JudgeEvaluator::environmentKey);
    newest = new RunJudge(settings, runId, made);
    return made;
  }

  /** Outside a run definitions are checked, and nobody is asked. */
  private static final class NoLedger implements Ledger {
    @Override
    public Admission admit(Inquiry inquiry) {
      throw new IllegalStateException("Cannot ask a judge outside a run");
    }

    @Override
    public void settle(Settlement settlement) {
      throw new IllegalStateException("Cannot settle a call outside a run");
    }
  }
}
