package dev.assay.ledger;

class PostgresqlLedgerKillTest extends LedgerKillContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
