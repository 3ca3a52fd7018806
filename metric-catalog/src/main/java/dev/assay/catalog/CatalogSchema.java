package dev.assay.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The schema's version, and its migrations. */
final class CatalogSchema {
  /** The version of the newest migration. */
  static final int VERSION = 1;

  static final String HISTORY_TABLE = "catalog_schema_history";

  private CatalogSchema() {}

  /** Asks for the version with one query first, since starting Flyway costs most of an opening. */
  static void bringUpToDate(DataSource dataSource, String place) {
    int found = version(dataSource);
    if (found > VERSION) {
      throw new CatalogException.StoreFailed(
          ("Cannot open the catalog at %s: its schema has version %d and this Assay knows versions"
                  + " up to %d. Update Assay.")
              .formatted(place, found, VERSION),
          null);
    }
    if (found < VERSION) {
      try {
        flyway(dataSource).migrate();
      } catch (FlywayException e) {
        throw new CatalogException.StoreFailed(
            "Cannot bring the catalog at %s up to date: %s".formatted(place, e.getMessage()), e);
      }
    }
  }

  static Flyway flyway(DataSource dataSource) {
    return Flyway.configure()
        .dataSource(dataSource)
        .loggers("slf4j")
        .locations("classpath:db/migration/catalog")
        .table(HISTORY_TABLE)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  private static int version(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(CAST(version AS INTEGER)) FROM "
                    + HISTORY_TABLE
                    + " WHERE success AND version IS NOT NULL")) {
      return row.next() ? row.getInt(1) : 0;
    } catch (SQLException noHistoryYet) {
      return 0;
    }
  }
}
