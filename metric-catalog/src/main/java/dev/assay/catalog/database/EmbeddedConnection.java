package dev.assay.catalog.database;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4Statement;

/**
 * A SQLite connection whose transactions take the write lock at their first statement, and hold
 * none before it or after their commit.
 *
 * <p>The driver's own modes do neither: IMMEDIATE takes the lock when auto-commit is switched off
 * and again right after each commit, and DEFERRED fails when a transaction reads first and another
 * process writes before it does.
 */
final class EmbeddedConnection extends JDBC4Connection {

  EmbeddedConnection(String url, String file, Properties settings) throws SQLException {
    super(url, file, settings);
  }

  /** The driver calls this before it executes a statement. */
  @Override
  public void tryEnforceTransactionMode() throws SQLException {
    if (!getAutoCommit() && getCurrentTransactionMode() == TransactionMode.DEFERRED) {
      getDatabase().exec("commit", false);
      try {
        getDatabase().exec("begin immediate", false);
      } catch (SQLException e) {
        getDatabase().exec("begin deferred", false);
        throw e;
      }
      setCurrentTransactionMode(TransactionMode.IMMEDIATE);
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    tryEnforceTransactionMode();
    return super.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    tryEnforceTransactionMode();
    return super.setSavepoint(name);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    checkOpen();
    checkCursor(type, concurrency, holdability);
    return new LockingStatement(this);
  }

  /** Takes the lock where the driver forgets to ask for it. */
  private static final class LockingStatement extends JDBC4Statement {
    private final EmbeddedConnection connection;

    LockingStatement(EmbeddedConnection connection) {
      super(connection);
      this.connection = connection;
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
      connection.tryEnforceTransactionMode();
      return super.executeLargeUpdate(sql);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
      connection.tryEnforceTransactionMode();
      return super.executeLargeBatch();
    }
  }
}
