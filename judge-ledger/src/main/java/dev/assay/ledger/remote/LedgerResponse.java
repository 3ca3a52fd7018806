package dev.assay.ledger.remote;

import dev.assay.evaluators.Ledger.Admission;

/**
 * What the driver answers an executor. Numbers of one executor's responses grow, and begin with 1.
 */
sealed interface LedgerResponse {

  /** The response's number. */
  long number();

  /** The number of the request that is answered. */
  long request();

  /** The ledger's answer to an inquiry. */
  record Admitted(long number, long request, Admission admission) implements LedgerResponse {}

  /** A settlement is durable, or an inquiry is withdrawn. */
  record Done(long number, long request) implements LedgerResponse {}

  /** The driver cannot do what was asked. */
  record Failed(long number, long request, String message) implements LedgerResponse {}

  /** The driver takes the executor for lost, and what it had under way with it. */
  record GivenUp(long number) implements LedgerResponse {
    @Override
    public long request() {
      return 0;
    }
  }
}
