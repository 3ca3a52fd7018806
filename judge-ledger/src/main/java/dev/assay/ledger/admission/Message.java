package dev.assay.ledger.admission;

import dev.assay.ledger.store.PackedSettlement;

/** What is told to the admission control of a run. */
public sealed interface Message {

  /** Someone asks. */
  record Asked(PendingInquiry pending) implements Message {}

  /**
   * A call is over.
   *
   * @param done told when that is durable, from the ledger's own thread; must not block
   */
  record Settled(PackedSettlement settlement, Runnable done) implements Message {}

  /** Whoever asked does not want to know any more; if a call was granted, it was not made. */
  record Withdrawn(PendingInquiry pending) implements Message {}

  /** A process is gone: what it has not settled is lost. */
  record AskerLost(String asker) implements Message {}

  /** The judge that was given up, or has refused a model, is to be asked again. */
  record AskAgain() implements Message {}

  /** The ledger ends: nobody is granted anything any more, and what is not settled is lost. */
  record Closed() implements Message {}
}
