package dev.assay.catalog;

import dev.assay.catalog.database.Database;
import java.nio.file.Path;

/** Opens the database that holds the catalog. */
public final class CatalogDatabase {
  private CatalogDatabase() {}

  /** Opens {@code <directory>/catalog.db}; see {@link Database#embedded}. */
  public static Database embedded(Path directory) {
    return Database.embedded(directory, "catalog", CatalogSchema.SCHEMA);
  }

  /** Connects to PostgreSQL; see {@link Database#postgresql}. */
  public static Database postgresql(String jdbcUrl, String user, String password) {
    return Database.postgresql(jdbcUrl, user, password, CatalogSchema.SCHEMA);
  }
}
