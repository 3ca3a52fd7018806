package dev.assay.catalog.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Tables that migrations make and change. Migrations are one text for SQLite and PostgreSQL; in
 * them {@code ${bytes}} is the type of a column of bytes.
 *
 * @param what the tables hold, in a word for messages
 * @param location of the migrations, as Flyway names it
 * @param historyTable where the migrations that were made are noted
 * @param version of the newest migration
 */
public record DatabaseSchema(String what, String location, String historyTable, int version) {

  /** Asks for the version with one query first, since starting Flyway costs most of an opening. */
  void bringUpToDate(DataSource dataSource, String place, boolean postgresql) {
    int found = versionOf(dataSource);
    if (found > version) {
      throw new DatabaseFailed(
          ("Cannot open the %s at %s: its schema has version %d and this Assay knows versions"
                  + " up to %d. Update Assay.")
              .formatted(what, place, found, version),
          null);
    }
    if (found < version) {
      try {
        flyway(dataSource, postgresql).migrate();
      } catch (FlywayException e) {
        throw new DatabaseFailed(
            "Cannot bring the %s at %s up to date: %s".formatted(what, place, e.getMessage()), e);
      }
    }
  }

  private Flyway flyway(DataSource dataSource, boolean postgresql) {
    return Flyway.configure()
        .dataSource(dataSource)
        .loggers("slf4j")
        .locations(location)
        .table(historyTable)
        .placeholders(Map.of("bytes", postgresql ? "BYTEA" : "BLOB"))
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  private int versionOf(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(CAST(version AS INTEGER)) FROM "
                    + historyTable
                    + " WHERE success AND version IS NOT NULL")) {
      return row.next() ? row.getInt(1) : 0;
    } catch (SQLException noHistoryYet) {
      return 0;
    }
  }
}
