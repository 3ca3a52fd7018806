package dev.assay.jobs.nightly;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.LedgerFold;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.Run;
import dev.assay.jobs.evaluate.WaveListener;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.remote.RunLedgers;
import dev.assay.ledger.store.RunSpend;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a run while it evaluates: open to its tasks, and folded into its table by waves.
 */
final class RunJudging implements WaveListener, AutoCloseable {
  /** The code of what a run's batches left open. */
  private static final String NO_ANSWER = "no_answer_in_batch";

  private final LedgerStore store;
  private final RunLedger ledger;
  private final RunLedgers.Published published;
  private final LedgerFold fold;
  private final String runId;

  private RunJudging(JobContext context, Run run, JudgeSection judge) {
    this.store = context.ledger();
    this.runId = run.id();
    this.ledger = open(store, run, judge);
    this.published = RunLedgers.publish(runId, ledger);
    this.fold = new LedgerFold(context.warehouse(), store, runId);
  }

  /** In the batch lane all that can be known is, and nothing is asked at the price of calls. */
  private static RunLedger open(LedgerStore store, Run run, JudgeSection judge) {
    if (judge.lane() == Lane.DIRECT) {
      return store.open(
          run.id(), run.inputs().follows().orElse(null), judge.budget(), judge.pace());
    }
    RunSpend spend = store.spend(run.id());
    String code = spend.refusalCode();
    String message = spend.refusalMessage();
    return store.openForAnswers(
        run.id(),
        judge.pace(),
        code == null ? NO_ANSWER : code,
        message == null ? "its batches gave no answer to them" : message);
  }

  /** The judging of a run, or null when none of its metrics needs a judge. */
  static @Nullable RunJudging open(JobContext context, Run run, PlanInputs inputs) {
    JudgeSection judge = context.settings().judge();
    boolean needed = inputs.metrics().stream().anyMatch(metric -> metric.has(Capability.PAID));
    return judge == null || !needed ? null : new RunJudging(context, run, judge);
  }

  @Override
  public void beforeCommit() {
    Throwable failure = ledger.failure();
    if (failure != null) {
      throw new IllegalStateException("The ledger of judge calls has failed", failure);
    }
    fold.commit();
  }

  @Override
  public void carriedOver(String code, String message) {
    store.noteRefusal(runId, code, message);
  }

  @Override
  public void close() {
    published.close();
    ledger.close();
    fold.close();
  }
}
