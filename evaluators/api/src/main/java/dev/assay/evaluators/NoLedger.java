package dev.assay.evaluators;

/** Where nobody may be asked. */
final class NoLedger implements Ledger {
  @Override
  public Admission admit(Inquiry inquiry) {
    throw new IllegalStateException("Cannot ask for answers: there is no ledger that pays them");
  }

  @Override
  public void settle(Settlement settlement) {
    throw new IllegalStateException("Cannot settle a call: there is no ledger that paid it");
  }
}
