package dev.assay.results;

import io.delta.kernel.types.StructField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements by which {@link ResultReader} asks DuckDB. Texts of clients are only ever
 * parameters.
 */
final class ResultSql {
  /** Columns that lie in the files, with their types, so that one that a file lacks is null. */
  private static final String NO_ROWS =
      AssayTable.METRIC_EVALUATION_RESULT.schema().fields().stream()
          .filter(
              f -> !AssayTable.METRIC_EVALUATION_RESULT.partitionColumns().contains(f.getName()))
          .map(ResultSql::noValue)
          .collect(Collectors.joining(", ", "SELECT ", ", NULL::VARCHAR AS filename WHERE false"));

  private static final String COLUMNS =
      """
      r.filename AS file, r.id, r.org_id, r.conversation_id, r.source_type, r.result_boolean,
      r.result_numerical, r.result_categorical, r.justification, r."references",
      r.evaluate_to_interaction_id, r.invoked_by_org_id, r.invoked_by_user_id,
      r.simulation_unit_test_set_run_id, r.unit_test_id, r.run_index,
      epoch_us(r.created_at) AS created_micros, epoch_us(r.updated_at) AS updated_micros
      """;

  private final List<String> parameters = new ArrayList<>();
  private final String from;
  private final boolean newestFirst;

  /**
   * @param superseded selects {@code org_id} and {@code id} of what is superseded; empty is nothing
   */
  ResultSql(ResultQuery query, List<ResultFile> files, String superseded) {
    this.newestFirst = query.newestFirst();
    StringBuilder sql = new StringBuilder(" FROM (").append(source(files)).append(") r WHERE ");
    sql.append("r.org_id = ?");
    parameters.add(query.orgId());
    oneOf(sql, "r.source_type", query.sourceTypes());
    oneOf(sql, "r.conversation_id", query.conversationIds());
    oneOf(sql, "r.simulation_unit_test_set_run_id", query.simulationRunIds());
    if (query.from() != null) {
      sql.append(" AND r.created_at >= ").append(literal(query.from()));
    }
    if (query.to() != null) {
      sql.append(" AND r.created_at <= ").append(literal(query.to()));
    }
    if (!superseded.isEmpty()) {
      sql.append(" AND NOT EXISTS (SELECT 1 FROM (")
          .append(superseded)
          .append(") s WHERE s.org_id = ? AND s.id = r.id)");
      parameters.add(query.orgId());
    }
    this.from = sql.toString();
  }

  /** One page beyond a place. */
  String page(ResultQuery.@Nullable Place after, int limit) {
    StringBuilder sql = new StringBuilder("SELECT ").append(COLUMNS).append(from);
    if (after != null) {
      String time = literal(after.createdAt());
      sql.append(
          " AND (r.created_at %s %s OR (r.created_at = %s AND r.id > ?))"
              .formatted(newestFirst ? "<" : ">", time, time));
      parameters.add(after.id());
    }
    return sql.append(
            " ORDER BY r.created_at %s, r.id LIMIT %d"
                .formatted(newestFirst ? "DESC" : "ASC", limit))
        .toString();
  }

  /** The files that have any row. */
  String files() {
    return "SELECT DISTINCT r.filename AS file" + from;
  }

  /** What the marks of the statement asked for last stand for. */
  List<String> parameters() {
    return List.copyOf(parameters);
  }

  private void oneOf(StringBuilder sql, String column, List<String> values) {
    if (!values.isEmpty()) {
      sql.append(" AND ")
          .append(column)
          .append(" IN (")
          .append(String.join(", ", Collections.nCopies(values.size(), "?")))
          .append(')');
      parameters.addAll(values);
    }
  }

  /** All columns of files, and {@code filename}. */
  static String source(List<ResultFile> files) {
    return files.stream()
        .map(file -> WarehouseSql.pathLiteral(file.path()))
        .collect(
            Collectors.joining(
                ", ",
                NO_ROWS + " UNION ALL BY NAME SELECT * FROM read_parquet([",
                "], union_by_name = true, hive_partitioning = false, filename = true)"));
  }

  /** The text of a time can hold nothing but digits and marks. */
  private static String literal(Instant time) {
    return "TIMESTAMPTZ '%s'".formatted(time);
  }

  private static String noValue(StructField field) {
    return "NULL::%s AS \"%s\"".formatted(WarehouseSql.type(field.getDataType()), field.getName());
  }
}
