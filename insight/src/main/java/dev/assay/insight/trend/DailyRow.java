package dev.assay.insight.trend;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code metric_daily}, of a version that is known.
 *
 * @param day null for conversations without a time
 */
record DailyRow(
    @Nullable String serviceId,
    String source,
    String evaluator,
    String fingerprint,
    @Nullable LocalDate day,
    long scored,
    long notApplicable,
    long failed,
    double sum,
    double sumSquares,
    Map<String, Long> values) {

  static final String COLUMNS =
      """
      service_id, source_type, evaluator, evaluator_fingerprint, day, scored, not_applicable,
      failed, coalesce(result_sum, 0), coalesce(result_sum_squares, 0),
      list_transform(value_counts, lambda v: v.value),
      list_transform(value_counts, lambda v: v.count)""";

  /** Reads {@link #COLUMNS}. */
  static DailyRow of(ResultSet row) throws SQLException {
    return new DailyRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getObject(5, LocalDate.class),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getDouble(9),
        row.getDouble(10),
        values(row.getArray(11), row.getArray(12)));
  }

  private static Map<String, Long> values(Array names, Array counts) throws SQLException {
    Object[] keys = (Object[]) names.getArray();
    Object[] numbers = (Object[]) counts.getArray();
    Map<String, Long> values = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      values.put(String.valueOf(keys[i]), ((Number) numbers[i]).longValue());
    }
    return values;
  }
}
