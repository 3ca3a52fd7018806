package dev.assay.insight.sql;

import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an answer, as plain Java values: String, Boolean, Number, List, Map, or null. A struct is
 * a Map of its members, in their order; times are texts in ISO 8601 with {@code Z}, bytes are texts
 * in Base64.
 *
 * @param columns names, in order
 * @param rows read once, as a stream
 */
public record SqlAnswer(List<String> columns, Iterator<List<@Nullable Object>> rows) {

  /** The rows that DuckDB answered; they are read from it as they are asked for. */
  static SqlAnswer of(ResultSet rows) throws SQLException {
    ResultSetMetaData metaData = rows.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      columns.add(metaData.getColumnLabel(i));
    }
    return new SqlAnswer(columns, new Rows(rows, columns.size()));
  }

  private static final class Rows implements Iterator<List<@Nullable Object>> {
    private final ResultSet rows;
    private final int width;
    private boolean fetched;
    private boolean present;

    Rows(ResultSet rows, int width) {
      this.rows = rows;
      this.width = width;
    }

    @Override
    public boolean hasNext() {
      if (!fetched) {
        try {
          present = rows.next();
        } catch (SQLException e) {
          throw SqlFailed.because(e);
        }
        fetched = true;
      }
      return present;
    }

    @Override
    public List<@Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      fetched = false;
      List<@Nullable Object> values = new ArrayList<>(width);
      try {
        for (int i = 1; i <= width; i++) {
          values.add(plain(rows.getObject(i)));
        }
      } catch (SQLException e) {
        throw SqlFailed.because(e);
      }
      return values;
    }
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC).toInstant().toString();
    }
    if (value instanceof Timestamp time) {
      // One without a zone, which Java would take for one of its own.
      return time.toLocalDateTime().toInstant(ZoneOffset.UTC).toString();
    }
    if (value instanceof Blob bytes) {
      return Base64.getEncoder().encodeToString(bytes.getBytes(1, (int) bytes.length()));
    }
    if (value instanceof Array array) {
      List<@Nullable Object> items = new ArrayList<>();
      for (Object item : (Object[]) array.getArray()) {
        items.add(plain(item));
      }
      return items;
    }
    if (value instanceof DuckDBStruct struct) {
      return entries(struct.getMap());
    }
    if (value instanceof Map<?, ?> map) {
      return entries(map);
    }
    return value.toString();
  }

  private static Map<String, @Nullable Object> entries(Map<?, ?> map) throws SQLException {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.put(String.valueOf(plain(entry.getKey())), plain(entry.getValue()));
    }
    return entries;
  }
}
