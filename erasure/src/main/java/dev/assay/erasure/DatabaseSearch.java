package dev.assay.erasure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.InflaterInputStream;

/** Finds texts in all tables of a database; what is deflated is inflated first. */
final class DatabaseSearch {

  private static final int ROWS_AT_ONCE = 200;

  private DatabaseSearch() {}

  /** The texts that each table holds, by the table's name; tables that hold none are absent. */
  static Map<String, Set<String>> in(Connection connection, ByteSearch search) throws SQLException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String table : tables(connection)) {
      Set<String> texts = in(connection, table, search);
      if (!texts.isEmpty()) {
        found.put(table, texts);
      }
    }
    return found;
  }

  /** The names of all tables, as the database writes them. */
  static List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (rows.next()) {
        tables.add(rows.getString("TABLE_NAME"));
      }
    }
    return tables;
  }

  private static Set<String> in(Connection connection, String table, ByteSearch search)
      throws SQLException {
    Set<String> found = new HashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int i = 1; i <= columns; i++) {
            Object value = rows.getObject(i);
            if (value instanceof byte[] bytes) {
              found.addAll(search.in(bytes));
              found.addAll(inflated(bytes, search));
            } else if (value instanceof String text) {
              found.addAll(search.in(text));
            }
          }
        }
      }
    }
    return found;
  }

  private static Set<String> inflated(byte[] bytes, ByteSearch search) {
    try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return search.in(inflated);
    } catch (IOException notDeflated) {
      return Set.of();
    }
  }
}
