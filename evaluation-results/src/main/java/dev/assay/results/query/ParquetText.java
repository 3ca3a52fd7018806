package dev.assay.results.query;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/** Reads rows of Parquet files, a table's or not, as one text each. */
public final class ParquetText implements AutoCloseable {

  /** All columns. */
  public static final String EVERYTHING = "*";

  /** All rows. */
  public static final String ALL = "true";

  private final Connection connection;

  private ParquetText(Connection connection) {
    this.connection = connection;
  }

  public static ParquetText open() throws SQLException {
    return new ParquetText(RowSearch.connect());
  }

  /**
   * Gives each row as a text that holds its values as they are.
   *
   * @param columns SQL of DuckDB's: which columns
   * @param condition SQL of DuckDB's: which rows
   * @throws SQLException when the file cannot be read
   */
  public void rows(Path file, String columns, String condition, Consumer<String> to)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT CAST(t AS VARCHAR) FROM (
                  SELECT %s FROM read_parquet(%s, hive_partitioning = false) WHERE %s) t"""
                    .formatted(columns, WarehouseSql.pathLiteral(file.toString()), condition))) {
      while (rows.next()) {
        to.accept(rows.getString(1));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
