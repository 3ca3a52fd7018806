package dev.assay.jobs.ledger;

import dev.assay.evaluators.Ledger.Admission;

/** What the driver tells an executor. Numbers of one executor's answers grow, and begin with 1. */
sealed interface Answering {

  /** The answer's number. */
  long number();

  /** The number of the post that is answered. */
  long post();

  /** The ledger's answer to an inquiry. */
  record Admitted(long number, long post, Admission admission) implements Answering {}

  /** A settlement is durable. */
  record Durable(long number, long post) implements Answering {}

  /** The driver cannot do what was asked. */
  record Failed(long number, long post, String message) implements Answering {}

  /** The driver takes the executor for lost, and what it had under way with it. */
  record GivenUp(long number) implements Answering {
    @Override
    public long post() {
      return 0;
    }
  }
}
