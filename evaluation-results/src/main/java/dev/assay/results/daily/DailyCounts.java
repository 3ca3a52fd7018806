package dev.assay.results.daily;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.query.WarehouseSql;
import java.io.IOException;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts days of metric versions anew, and writes them with the days that stay as they were: a file
 * for each metric version.
 */
final class DailyCounts {

  private static final long ROW_GROUP_BYTES = 1 << 20;

  private static final String KEYS =
      """
      metric_id, metric_version, org_id, service_id, source_type, evaluator,
      evaluator_fingerprint""";

  /** The day of rows without one, where they are compared. */
  private static final String DAY = "coalesce(day, DATE 'infinity')";

  /** Whether a row is of a day that is counted anew. */
  private static final String CHANGED =
      """
      ((metric_id, metric_version, %1$s) IN (
          SELECT metric_id, metric_version, %1$s FROM changed_day)
        OR (metric_id, metric_version) IN (SELECT metric_id, metric_version FROM changed_version))"""
          .formatted(DAY);

  /**
   * Sums of doubles depend on the order of adding, so numbers are added in their own order: then
   * equal results have equal sums.
   */
  private static final String COUNT =
      """
      WITH result AS NOT MATERIALIZED (
        SELECT %3$s, conversation_id, day, created_at, is_applicable, result_numerical,
          result_boolean, result_categorical
        FROM (SELECT *, %1$s AS day FROM current_result) WHERE %2$s),
      failure AS (
        SELECT %3$s, conversation_id, day, created_at
        FROM (SELECT *, %1$s AS day FROM metric_evaluation_failure) WHERE %2$s
        QUALIFY row_number() OVER (
          PARTITION BY org_id, metric_id, metric_version, source_type, conversation_id, day
          ORDER BY created_at DESC, attempt DESC, id DESC) = 1),
      open_failure AS (
        SELECT * FROM failure f WHERE NOT EXISTS (
          SELECT 1 FROM result r
          WHERE r.metric_id = f.metric_id AND r.metric_version = f.metric_version
            AND r.org_id = f.org_id AND r.source_type = f.source_type
            AND r.conversation_id = f.conversation_id AND r.day IS NOT DISTINCT FROM f.day
            AND r.created_at >= f.created_at)),
      fact AS (
        SELECT %3$s, day, is_applicable AS scored, NOT is_applicable AS not_applicable,
          false AS failed, result_numerical AS number,
          coalesce(result_categorical, CAST(result_boolean AS VARCHAR)) AS value
        FROM result
        UNION ALL
        SELECT %3$s, day, false, false, true, NULL, NULL FROM open_failure),
      counted AS (
        SELECT %3$s, day, count(*) FILTER (WHERE scored) AS scored,
          count(*) FILTER (WHERE not_applicable) AS not_applicable,
          count(*) FILTER (WHERE failed) AS failed,
          list_sum(list_sort(list(number) FILTER (WHERE number IS NOT NULL))) AS result_sum,
          list_sum(list_sort(list(number * number) FILTER (WHERE number IS NOT NULL)))
            AS result_sum_squares,
          min(number) AS result_min, max(number) AS result_max,
          coalesce(map_keys(histogram(value)), []) AS value_names,
          coalesce(map_values(histogram(value)), []) AS value_numbers
        FROM fact GROUP BY ALL),
      kept AS (
        SELECT %3$s, day, scored, not_applicable, failed, result_sum, result_sum_squares,
          result_min, result_max, list_transform(value_counts, lambda v: v.value) AS value_names,
          list_transform(value_counts, lambda v: v.count) AS value_numbers
        FROM metric_daily WHERE NOT %2$s)
      SELECT * FROM counted UNION ALL BY NAME SELECT * FROM kept
      ORDER BY metric_id, metric_version, day, org_id, service_id, source_type, evaluator,
        evaluator_fingerprint"""
          .formatted(MetricDay.SQL, CHANGED, KEYS);

  private final Warehouse warehouse;
  private final WarehouseSql session;

  /**
   * @param session has the current results, the failures and what was counted before, at least
   *     those of the days that are counted anew
   */
  DailyCounts(Warehouse warehouse, WarehouseSql session) {
    this.warehouse = warehouse;
    this.session = session;
  }

  /** Writes the files; none for a metric version that nothing is left of. */
  List<DataFile> write(Collection<MetricDay> changed) throws SQLException, IOException {
    list(changed);
    List<DataFile> files = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(COUNT)) {
      Map<String, String> partition = Map.of();
      DataFileWriter writer = null;
      try {
        while (rows.next()) {
          Map<String, String> next = partition(rows);
          if (writer == null || !next.equals(partition)) {
            if (writer != null) {
              files.add(writer.finish());
            }
            partition = next;
            writer =
                DataFileWriter.open(
                    warehouse.path(AssayTable.METRIC_DAILY),
                    AssayTable.METRIC_DAILY,
                    next,
                    ROW_GROUP_BYTES);
          }
          writer.write(fields(rows));
        }
        if (writer != null) {
          files.add(writer.finish());
        }
      } catch (IOException | SQLException | RuntimeException e) {
        if (writer != null) {
          writer.close();
        }
        throw e;
      }
    }
    return files;
  }

  private void list(Collection<MetricDay> changed) throws SQLException {
    session.execute(
        "CREATE TABLE changed_day (metric_id VARCHAR, metric_version INTEGER, day DATE)");
    session.execute("CREATE TABLE changed_version (metric_id VARCHAR, metric_version INTEGER)");
    try (PreparedStatement day =
            session.connection().prepareStatement("INSERT INTO changed_day VALUES (?, ?, ?)");
        PreparedStatement version =
            session.connection().prepareStatement("INSERT INTO changed_version VALUES (?, ?)")) {
      for (MetricDay metric : changed) {
        PreparedStatement insert = metric.isAll() ? version : day;
        insert.setString(1, metric.metricId());
        insert.setInt(2, metric.version());
        if (!metric.isAll()) {
          insert.setObject(3, metric.day());
        }
        insert.addBatch();
      }
      day.executeBatch();
      version.executeBatch();
    }
  }

  private static Map<String, String> partition(ResultSet rows) throws SQLException {
    return Map.of(
        "metric_id",
        rows.getString("metric_id"),
        "metric_version",
        String.valueOf(rows.getInt("metric_version")));
  }

  /** A row in the order of the table's schema, without its partition. */
  private static @Nullable Object[] fields(ResultSet rows) throws SQLException {
    LocalDate day = rows.getObject("day", LocalDate.class);
    return new @Nullable Object[] {
      rows.getString("org_id"),
      rows.getString("service_id"),
      rows.getString("source_type"),
      rows.getString("evaluator"),
      rows.getString("evaluator_fingerprint"),
      day == null ? null : Math.toIntExact(day.toEpochDay()),
      rows.getLong("scored"),
      rows.getLong("not_applicable"),
      rows.getLong("failed"),
      rows.getObject("result_sum"),
      rows.getObject("result_sum_squares"),
      rows.getObject("result_min"),
      rows.getObject("result_max"),
      valueCounts(rows.getArray("value_names"), rows.getArray("value_numbers")),
    };
  }

  private static List<@Nullable Object[]> valueCounts(Array names, Array numbers)
      throws SQLException {
    Object[] values = (Object[]) names.getArray();
    Object[] counts = (Object[]) numbers.getArray();
    List<@Nullable Object[]> pairs = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      pairs.add(new @Nullable Object[] {values[i], ((Number) counts[i]).longValue()});
    }
    return pairs;
  }
}
