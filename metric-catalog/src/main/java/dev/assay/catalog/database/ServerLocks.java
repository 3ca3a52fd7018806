package dev.assay.catalog.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Named locks of a PostgreSQL: advisory locks of a transaction, which end with its connection. */
record ServerLocks(DataSource dataSource) implements NamedLocks {

  @Override
  public Held hold(String name) {
    try {
      Transaction transaction = Transaction.of(dataSource);
      try {
        take(transaction.connection(), LockKey.of(name));
        return new Holding(transaction);
      } catch (SQLException | RuntimeException | Error e) {
        transaction.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void take(Connection connection, long key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      statement.setLong(1, key);
      statement.execute();
    }
  }

  private static DatabaseFailed failed(SQLException e) {
    return new DatabaseFailed(
        "Cannot lock in the catalog's database: %s. Check that it can be reached."
            .formatted(e.getMessage()),
        e);
  }

  private record Holding(Transaction transaction) implements Held {

    @Override
    public void check() {
      try (PreparedStatement statement = transaction.connection().prepareStatement("SELECT 1")) {
        statement.execute();
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      try {
        transaction.close();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }
}
