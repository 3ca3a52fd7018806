package dev.assay.catalog.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements with positional parameters, on a connection that {@link Transactions} or {@link
 * Transaction} gives. Parameters are texts, numbers, bytes, truth values or null; times are kept as
 * microseconds since 1970 in UTC.
 */
public final class Sql {

  /** Turns the row that the result set stands on into a value. */
  @FunctionalInterface
  public interface Row<T> {
    /** Reads the row; does not move the result set. */
    T read(ResultSet row) throws SQLException;
  }

  private Sql() {}

  /** Every row that the statement gives, in its order. */
  public static <T> List<T> query(
      Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> values = new ArrayList<>();
        while (rows.next()) {
          values.add(row.read(rows));
        }
        return values;
      }
    }
  }

  /** The first row that the statement gives, if it gives any. */
  public static <T> Optional<T> first(
      Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    return query(connection, sql, row, parameters).stream().findFirst();
  }

  /** Returns how many rows the statement touched. */
  public static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** Microseconds since 1970 in UTC; what is finer is cut off. */
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The time that {@link #micros} gave. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
