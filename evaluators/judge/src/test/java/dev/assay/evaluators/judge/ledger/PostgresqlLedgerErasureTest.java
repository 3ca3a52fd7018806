package dev.assay.evaluators.judge.ledger;

class PostgresqlLedgerErasureTest extends LedgerErasureContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
