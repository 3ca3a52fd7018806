package dev.assay.ledger.remote;

import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.ledger.store.PackedSettlement;

/** What an executor asks of the driver. Numbers of one executor grow, and begin with 1. */
sealed interface LedgerRequest {

  /** The request's number. */
  long number();

  /** Someone asks the ledger of a run. */
  record Admit(long number, String runId, Inquiry inquiry) implements LedgerRequest {}

  /** A call of a run is over. */
  record Settle(long number, String runId, PackedSettlement settlement) implements LedgerRequest {}

  /**
   * Whoever asked does not want to know any more.
   *
   * @param admit the number of the request that asked
   */
  record Withdraw(long number, String runId, long admit) implements LedgerRequest {}
}
