package dev.assay.ledger;

class PostgresqlAdmissionControlTest extends AdmissionControlContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
