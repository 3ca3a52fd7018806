package dev.assay.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class AdmissionControlTest extends AdmissionControlContract {
  @TempDir Path home;

  @Override
  LedgerPlace place() {
    return LedgerPlace.in(home);
  }
}
