package dev.assay.benchmarks;

import dev.assay.installation.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** Looks into the embedded ledger of a home. */
final class LedgerFile {

  private LedgerFile() {}

  /** Calls that are reserved and not settled: those under way when nobody writes any more. */
  static Set<String> underWay(Home home) {
    Set<String> calls = new HashSet<>();
    Path file = home.ledger().resolve("ledger.db");
    if (!Files.exists(file)) {
      return calls;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id FROM judge_call WHERE state = 'reserved'")) {
      while (rows.next()) {
        calls.add(rows.getString(1));
      }
      return calls;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
  }
}
