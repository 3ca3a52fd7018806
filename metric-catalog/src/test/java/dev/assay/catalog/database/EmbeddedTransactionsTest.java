package dev.assay.catalog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a transaction of the embedded database holds the write lock, and when it does not. */
class EmbeddedTransactionsTest {
  @TempDir Path home;
  private Connection one;
  private Connection two;

  @BeforeEach
  void open() throws SQLException {
    EmbeddedDataSource source = new EmbeddedDataSource(home.resolve("catalog.db"));
    one = source.getConnection();
    two = source.getConnection();
    execute(one, "CREATE TABLE t (n INTEGER)");
    execute(one, "PRAGMA busy_timeout = 1");
    execute(two, "PRAGMA busy_timeout = 1");
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    two.close();
  }

  @Test
  void aTransactionThatDidNothingYetBlocksNobody() throws SQLException {
    one.setAutoCommit(false);

    execute(two, "INSERT INTO t VALUES (1)");
    execute(one, "INSERT INTO t VALUES (2)");
    one.commit();

    assertThat(rows(two)).containsExactly(1, 2);
  }

  @Test
  void aTransactionThatReadFirstMayWriteLater() throws SQLException {
    one.setAutoCommit(false);
    assertThat(rows(one)).isEmpty();

    assertThatThrownBy(() -> execute(two, "INSERT INTO t VALUES (1)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SQLITE_BUSY");
    execute(one, "INSERT INTO t VALUES (2)");
    one.commit();

    assertThat(rows(two)).containsExactly(2);
  }

  @Test
  void aCommitReleasesTheLockAlthoughAutoCommitStaysOff() throws SQLException {
    one.setAutoCommit(false);
    execute(one, "INSERT INTO t VALUES (1)");
    one.commit();

    execute(two, "INSERT INTO t VALUES (2)");
    execute(one, "INSERT INTO t VALUES (3)");
    one.rollback();
    execute(two, "INSERT INTO t VALUES (4)");

    assertThat(rows(two)).containsExactly(1, 2, 4);
  }

  @Test
  void everyKindOfStatementIsOfTheTransaction() throws SQLException {
    one.setAutoCommit(false);
    try (Statement statement = one.createStatement();
        PreparedStatement prepared = one.prepareStatement("INSERT INTO t VALUES (3)")) {
      statement.executeUpdate("INSERT INTO t VALUES (1)");
      statement.addBatch("INSERT INTO t VALUES (2)");
      statement.executeBatch();
      prepared.executeUpdate();
      prepared.addBatch();
      prepared.executeBatch();
      statement.execute("INSERT INTO t VALUES (4)");
    }
    assertThat(rows(one)).hasSize(5);
    one.rollback();

    assertThat(rows(two)).isEmpty();
  }

  @Test
  void aTransactionMayBeginWithASavepoint() throws SQLException {
    one.setAutoCommit(false);
    Savepoint start = one.setSavepoint("start");
    execute(one, "INSERT INTO t VALUES (1)");
    one.rollback(start);
    execute(one, "INSERT INTO t VALUES (2)");
    one.commit();

    assertThat(rows(two)).containsExactly(2);
  }

  @Test
  void aPreparedStatementThatIsUsedAgainIsOfTheNextTransaction() throws SQLException {
    one.setAutoCommit(false);
    try (PreparedStatement prepared = one.prepareStatement("INSERT INTO t VALUES (1)")) {
      prepared.executeUpdate();
      one.commit();
      prepared.executeUpdate();
      one.rollback();
    }

    assertThat(rows(two)).containsExactly(1);
  }

  @Test
  void aTransactionThatFoundTheDatabaseLockedCanBeTriedAgain() throws SQLException {
    two.setAutoCommit(false);
    execute(two, "INSERT INTO t VALUES (1)");
    one.setAutoCommit(false);

    assertThatThrownBy(() -> execute(one, "INSERT INTO t VALUES (2)"))
        .hasMessageContaining("SQLITE_BUSY");
    one.rollback();
    two.commit();
    execute(one, "INSERT INTO t VALUES (3)");
    one.commit();

    assertThat(rows(two)).containsExactly(1, 3);
  }

  @Test
  void readersSeeTheLastCommitWhileAnotherWrites() throws SQLException {
    execute(one, "INSERT INTO t VALUES (1)");
    one.setAutoCommit(false);
    execute(one, "INSERT INTO t VALUES (2)");

    assertThat(rows(two)).containsExactly(1);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<Integer> rows(Connection connection) throws SQLException {
    return Sql.query(connection, "SELECT n FROM t ORDER BY n", row -> row.getInt(1));
  }
}
