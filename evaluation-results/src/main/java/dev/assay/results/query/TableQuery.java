package dev.assay.results.query;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.expressions.Predicate;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small questions to the tables, answered in this process. */
public final class TableQuery {

  /** What DuckDB may use. */
  public static final String MEMORY_LIMIT = "512MB";

  private TableQuery() {}

  /** All rows of the answer to {@code sql}; {@code parameters} fill its question marks. */
  public static <T> List<T> query(
      Warehouse warehouse, String sql, RowReader<T> reader, Object... parameters) {
    return query(warehouse, Map.of(), sql, reader, parameters);
  }

  /** As above, leaving out files in which no row can meet {@code filters}. */
  public static <T> List<T> query(
      Warehouse warehouse,
      Map<AssayTable, Predicate> filters,
      String sql,
      RowReader<T> reader,
      Object... parameters) {
    try (WarehouseSql session = WarehouseSql.openFor(warehouse, MEMORY_LIMIT, sql, filters);
        PreparedStatement statement = session.connection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> answer = new ArrayList<>();
        while (rows.next()) {
          answer.add(reader.read(rows));
        }
        return answer;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read the tables: " + e.getMessage(), e);
    }
  }
}
