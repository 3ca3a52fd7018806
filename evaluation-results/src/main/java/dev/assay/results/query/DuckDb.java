package dev.assay.results.query;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** DuckDB in this process, with nothing in it. */
public final class DuckDb {

  private DuckDb() {}

  /**
   * Starts one.
   *
   * @param memoryLimit such as {@code 512MB}
   */
  public static DuckDBConnection start(String memoryLimit) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memoryLimit);
    settings.setProperty("autoinstall_known_extensions", "false");
    return DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
  }

  /** All rows of the answer to {@code sql}, asked on a connection of its own. */
  static <T> List<T> ask(
      DuckDBConnection database, String sql, RowReader<T> reader, List<?> parameters)
      throws SQLException {
    try (Connection connection = database.duplicate();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      List<T> answer = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          answer.add(reader.read(rows));
        }
      }
      return answer;
    }
  }
}
