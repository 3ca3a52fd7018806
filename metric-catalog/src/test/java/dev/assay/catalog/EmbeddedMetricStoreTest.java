package dev.assay.catalog;

import dev.assay.catalog.database.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMetricStoreTest extends MetricStoreContract {
  @TempDir static Path home;
  private static Database database;

  @BeforeAll
  static void open() {
    database = CatalogDatabase.embedded(home);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  Database database() {
    return database;
  }
}
