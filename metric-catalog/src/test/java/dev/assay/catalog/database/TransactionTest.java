package dev.assay.catalog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.CatalogDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction leaves that did not come to its end. */
class TransactionTest {
  @TempDir Path home;
  private Database database;
  private Transactions transactions;

  @BeforeEach
  void open() throws SQLException {
    database = CatalogDatabase.embedded(home);
    transactions = new Transactions(database.dataSource());
    try (Connection connection = database.dataSource().getConnection()) {
      execute(connection, "CREATE TABLE t (n INTEGER)");
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anErrorLeavesNothing() {
    assertThatThrownBy(
            () ->
                transactions.write(
                    connection -> {
                      execute(connection, "INSERT INTO t VALUES (1)");
                      throw new StackOverflowError("half-way");
                    }))
        .isInstanceOf(StackOverflowError.class);

    assertThat(rows()).isEmpty();
  }

  @Test
  void aConnectionThatCannotRollBackIsNotUsedAgain() {
    assertThatThrownBy(
            () ->
                transactions.write(
                    connection -> {
                      execute(connection, "INSERT INTO t VALUES (1)");
                      execute(connection, "INSERT OR ROLLBACK INTO metric (id) VALUES (NULL)");
                      return true;
                    }))
        .isInstanceOf(DatabaseFailed.class);

    for (int n = 2; n <= 4; n++) {
      int number = n;
      transactions.write(
          connection -> {
            execute(connection, "INSERT INTO t VALUES (%d)".formatted(number));
            return true;
          });
    }
    assertThat(rows()).containsExactly(2, 3, 4);
  }

  private List<Integer> rows() {
    return transactions.read(
        connection -> Sql.query(connection, "SELECT n FROM t ORDER BY n", row -> row.getInt(1)));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
