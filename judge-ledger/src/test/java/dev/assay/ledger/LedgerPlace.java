package dev.assay.ledger;

import dev.assay.catalog.database.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the ledger of a test is kept, for any number of stores and processes.
 *
 * @param address a folder, or the JDBC address of a database
 */
public record LedgerPlace(String address) {
  private static final String SCHEME = "jdbc:";
  private static final String USER = "postgres";

  /** A folder of this host. */
  public static LedgerPlace in(Path folder) {
    return new LedgerPlace(folder.toString());
  }

  /** A new database of a real PostgreSQL, which ends with this process. */
  public static LedgerPlace onServer() {
    String name = "ledger_" + Server.MADE.incrementAndGet();
    try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new LedgerPlace(
        "jdbc:postgresql://localhost:%d/%s".formatted(Server.POSTGRES.getPort(), name));
  }

  /** Opens it as one more process would. */
  public LedgerStore store() {
    return isOnServer()
        ? LedgerStore.postgresql(address, USER, USER)
        : LedgerStore.embedded(Path.of(address));
  }

  /** The database alone, for a store with an owner of the test's. */
  Database database() {
    return isOnServer()
        ? Database.postgresql(address, USER, USER, LedgerStore.SCHEMA)
        : Database.embedded(Path.of(address), "ledger", LedgerStore.SCHEMA);
  }

  private boolean isOnServer() {
    return address.startsWith(SCHEME);
  }

  /** Started when the first test wants it. */
  private static final class Server {
    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger MADE = new AtomicInteger();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
