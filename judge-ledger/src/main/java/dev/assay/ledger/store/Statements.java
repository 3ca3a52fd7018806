package dev.assay.ledger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements of one connection, prepared once and closed together. Single-threaded. */
public final class Statements implements AutoCloseable {
  private static final int FEW = 8;
  private static final int MANY = 128;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Turns the row that the result set stands on into a value. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  Statements(Connection connection) {
    this.connection = connection;
  }

  public void execute(String sql) throws SQLException {
    prepare(sql).execute();
  }

  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, 1, parameters);
    return statement.executeUpdate();
  }

  public <T> List<T> query(String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, 1, parameters);
    List<T> found = new ArrayList<>();
    collect(statement, row, found);
    return found;
  }

  /**
   * All rows for any of the keys.
   *
   * @param sql with {@code (%s)} where the keys go, as its last parameters
   */
  public <T> List<T> queryByKeys(
      String sql, Iterable<String> keys, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    List<T> found = new ArrayList<>();
    Iterator<String> left = keys.iterator();
    List<String> chunk = new ArrayList<>(MANY);
    while (left.hasNext()) {
      chunk.add(left.next());
      if (chunk.size() == MANY || !left.hasNext()) {
        int places = chunk.size() <= FEW ? FEW : MANY;
        PreparedStatement statement = prepare(sql.formatted("?" + ", ?".repeat(places - 1)));
        bind(statement, 1, parameters);
        for (int i = 0; i < places; i++) {
          statement.setString(parameters.length + i + 1, chunk.get(Math.min(i, chunk.size() - 1)));
        }
        collect(statement, row, found);
        chunk.clear();
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
  }

  private static <T> void collect(PreparedStatement statement, Row<T> row, List<T> found)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(row.read(rows));
      }
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  private static void bind(PreparedStatement statement, int from, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value instanceof Deflated text) {
        statement.setBytes(from + i, text.bytes());
      } else {
        statement.setObject(from + i, value);
      }
    }
  }
}
