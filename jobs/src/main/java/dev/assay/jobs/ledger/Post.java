package dev.assay.jobs.ledger;

import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.ledger.store.PackedSettlement;

/** What an executor tells the driver. Numbers of one executor grow, and begin with 1. */
sealed interface Post {

  /** The post's number. */
  long number();

  /** Someone asks the ledger of a run. */
  record Asking(long number, String runId, Inquiry inquiry) implements Post {}

  /** A call of a run is over. */
  record Settling(long number, String runId, PackedSettlement settlement) implements Post {}

  /**
   * Whoever asked does not want to know any more.
   *
   * @param asking the number of the post that asked
   */
  record Withdrawing(long number, String runId, long asking) implements Post {}
}
