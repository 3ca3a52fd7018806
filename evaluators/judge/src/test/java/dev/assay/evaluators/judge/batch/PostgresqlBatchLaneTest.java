package dev.assay.evaluators.judge.batch;

import dev.assay.ledger.LedgerPlace;
import java.nio.file.Path;

class PostgresqlBatchLaneTest extends BatchLaneContract {
  @Override
  LedgerPlace place(Path home) {
    return LedgerPlace.onServer();
  }
}
