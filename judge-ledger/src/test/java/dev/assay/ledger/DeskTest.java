package dev.assay.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DeskTest extends DeskContract {
  @TempDir Path home;

  @Override
  LedgerPlace place() {
    return LedgerPlace.in(home);
  }
}
