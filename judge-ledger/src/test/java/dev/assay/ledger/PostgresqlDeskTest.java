package dev.assay.ledger;

class PostgresqlDeskTest extends DeskContract {
  private final LedgerPlace place = LedgerPlace.onServer();

  @Override
  LedgerPlace place() {
    return place;
  }
}
