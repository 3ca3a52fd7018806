package dev.assay.catalog.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Statements that are kept together or not at all, on a connection of their own. What is not
 * committed when it is closed is rolled back, whatever has happened; after a commit the next
 * statement begins anew. Single-threaded.
 */
public final class Transaction implements AutoCloseable {
  private final DataSource dataSource;
  private final Connection connection;

  private Transaction(DataSource dataSource, Connection connection) {
    this.dataSource = dataSource;
    this.connection = connection;
  }

  /** Takes a connection; the first statement begins the transaction. */
  public static Transaction of(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      return new Transaction(dataSource, connection);
    } catch (SQLException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** For statements; not to be committed or closed. */
  public Connection connection() {
    return connection;
  }

  /** Keeps what was done since the last commit. */
  public void commit() throws SQLException {
    connection.commit();
  }

  /**
   * Rolls back explicitly: to switch auto-commit on would commit. A connection on which that fails
   * is in nobody knows which state, and is not used again; its end undoes what was not committed.
   */
  @Override
  public void close() throws SQLException {
    try (connection) {
      try {
        connection.rollback();
        connection.setAutoCommit(true);
      } catch (SQLException e) {
        if (dataSource instanceof HikariDataSource pool) {
          pool.evictConnection(connection);
        } else {
          throw e;
        }
      }
    }
  }
}
