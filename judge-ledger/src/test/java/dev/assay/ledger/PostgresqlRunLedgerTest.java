package dev.assay.ledger;

class PostgresqlRunLedgerTest extends RunLedgerContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
