package dev.assay.results.query;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** DuckDB in this process, with nothing in it. */
public final class DuckDb {

  private DuckDb() {}

  /**
   * Starts one.
   *
   * @param memoryLimit such as {@code 512MB}
   */
  public static DuckDBConnection start(String memoryLimit) throws SQLException {
    return start(memoryLimit, new Properties());
  }

  /**
   * Starts one for answers of any size: what does not fit into its memory goes to a folder, and
   * rows are made as they are read. A connection has one such answer at a time.
   *
   * @param memoryLimit such as {@code 512MB}
   * @param spill a folder, which need not be there
   */
  public static DuckDBConnection startSpilling(String memoryLimit, Path spill) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    return start(memoryLimit, settings);
  }

  private static DuckDBConnection start(String memoryLimit, Properties settings)
      throws SQLException {
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
