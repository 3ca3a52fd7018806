package dev.assay.evaluators.judge.batch;

import dev.assay.ledger.LedgerPlace;
import java.nio.file.Path;

class BatchLaneTest extends BatchLaneContract {
  @Override
  LedgerPlace place(Path home) {
    return LedgerPlace.in(home.resolve("ledger"));
  }
}
