package dev.assay.ledger;

class PostgresqlLedgerErasureTest extends LedgerErasureContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
