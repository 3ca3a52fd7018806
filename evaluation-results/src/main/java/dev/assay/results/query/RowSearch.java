package dev.assay.results.query;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Finds rows of Parquet files by a condition, with DuckDB. */
public final class RowSearch {

  private static final String MEMORY_LIMIT = "512MB";

  private RowSearch() {}

  /**
   * The rows that meet a condition.
   *
   * @param condition SQL over the columns of the files
   * @return the positions of the rows, from 0, by file; files without any are absent
   */
  public static Map<Path, BitSet> find(Collection<Path> files, String condition)
      throws SQLException {
    if (files.isEmpty()) {
      return Map.of();
    }
    try (DuckDBConnection connection = connect();
        Statement statement = connection.createStatement()) {
      return positions(
          statement,
          "SELECT filename, file_row_number FROM (%s) WHERE %s"
              .formatted(numberedRows(files), condition));
    }
  }

  /**
   * What rows that meet a condition say, each answer once.
   *
   * @param columns SQL over the columns of the files
   * @param condition the same
   */
  public static <T> List<T> distinct(
      Collection<Path> files, String columns, String condition, RowReader<T> reader)
      throws SQLException {
    if (files.isEmpty()) {
      return List.of();
    }
    try (DuckDBConnection connection = connect()) {
      return DuckDb.ask(
          connection,
          "SELECT DISTINCT %s FROM (%s) WHERE %s ORDER BY ALL"
              .formatted(columns, numberedRows(files), condition),
          reader,
          List.of());
    }
  }

  /** The rows that a query gives by file and position, as {@link #find} gives them. */
  public static Map<Path, BitSet> positions(Statement statement, String sql) throws SQLException {
    Map<Path, BitSet> found = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        Objects.requireNonNull(
                found.computeIfAbsent(Path.of(rows.getString(1)), file -> new BitSet()))
            .set(Math.toIntExact(rows.getLong(2)));
      }
    }
    return found;
  }

  /**
   * SQL: all rows of files, with their {@code filename} and their {@code file_row_number} in it.
   */
  public static String numberedRows(Collection<Path> files) {
    return files.stream()
        .map(file -> WarehouseSql.pathLiteral(file.toString()))
        .collect(
            Collectors.joining(
                ", ",
                "SELECT * FROM read_parquet([",
                "], union_by_name = true, hive_partitioning = false, filename = true,"
                    + " file_row_number = true)"));
  }

  static DuckDBConnection connect() throws SQLException {
    return DuckDb.start(MEMORY_LIMIT);
  }
}
