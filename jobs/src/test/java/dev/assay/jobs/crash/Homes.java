package dev.assay.jobs.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Looks into homes that no command works on. */
public final class Homes {

  private Homes() {}

  /** How many runs came to their end. */
  static int completeRuns(Path home) {
    return query(home, "SELECT count(*) FROM run WHERE status = 'COMPLETE'");
  }

  /** How many runs did not. */
  static int incompleteRuns(Path home) {
    return query(home, "SELECT count(*) FROM run WHERE status <> 'COMPLETE'");
  }

  /** How many calls of the judge were reserved and have no end, in a home that made some. */
  static int unsettledCalls(Path home) {
    Path ledger = home.resolve("ledger").resolve("ledger.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger)) {
      return number(connection, "SELECT count(*) FROM judge_call WHERE state = 'reserved'");
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read " + ledger, e);
    }
  }

  /** Fails when something is left in hand: a run, a lease or staged records. */
  public static void assertNothingIsLeft(Path home) {
    assertThat(incompleteRuns(home)).as("runs that are not complete").isZero();
    assertThat(query(home, "SELECT count(*) FROM metric_version_lease WHERE run_id IS NOT NULL"))
        .as("leases that are held")
        .isZero();
    String[] staged = home.resolve("staging").toFile().list();
    assertThat(staged == null ? List.of() : List.of(staged)).as("staged records").isEmpty();
  }

  /** Changes the database of a home. */
  static void execute(Path home, String... statements) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(home));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot change the database of " + home, e);
    }
  }

  /**
   * The number that a query gives: of the database as it was left, which is not brought up to date;
   * 0 when there is none yet.
   */
  static int query(Path home, String sql) {
    Path database = database(home);
    if (!Files.exists(database)) {
      return 0;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      boolean hasRuns =
          number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'run'") > 0;
      return hasRuns ? number(connection, sql) : 0;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read " + database, e);
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() ? answer.getInt(1) : 0;
    }
  }

  private static Path database(Path home) {
    return home.resolve("catalog").resolve("catalog.db");
  }
}
