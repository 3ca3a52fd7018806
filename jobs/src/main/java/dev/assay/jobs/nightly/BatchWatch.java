package dev.assay.jobs.nightly;

import dev.assay.evaluators.judge.batch.BatchLane;
import dev.assay.ledger.LedgerStore;

/**
 * Tells how the batches of a run come on, and keeps why requests of them have no answer.
 *
 * @param progress told
 * @param store keeps
 * @param runId the run
 */
record BatchWatch(RunProgress progress, LedgerStore store, String runId)
    implements BatchLane.Watch {

  @Override
  public void requests(long done, long total) {
    progress.requests(done, total);
  }

  @Override
  public void note(String line) {
    progress.note(line);
  }

  @Override
  public void leftOver(String code, String message) {
    store.noteRefusal(runId, code, message);
  }
}
