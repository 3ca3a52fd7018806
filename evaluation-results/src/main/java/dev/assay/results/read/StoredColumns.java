package dev.assay.results.read;

import dev.assay.archive.Simulation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns of which a {@link StoredResult} is made. */
final class StoredColumns {

  /** In the order that {@link #result} reads them. */
  static final List<String> NAMES =
      List.of(
          "id",
          "org_id",
          "conversation_id",
          "source_type",
          "result_boolean",
          "result_numerical",
          "result_categorical",
          "justification",
          "references",
          "evaluate_to_interaction_id",
          "invoked_by_org_id",
          "invoked_by_user_id",
          "simulation_unit_test_set_run_id",
          "unit_test_id",
          "run_index",
          "created_at",
          "updated_at");

  private StoredColumns() {}

  /** The row that is read from a file. */
  static StoredResult result(ResultFile file, RowCursor row) {
    String runId = row.text(12);
    String testId = row.text(13);
    return new StoredResult(
        required(row, 0),
        required(row, 1),
        file.metricId(),
        file.version(),
        required(row, 2),
        required(row, 3),
        value(row),
        row.text(7),
        row.texts(8),
        new StoredResult.Manual(row.text(9), row.text(10), row.text(11)),
        runId == null || testId == null ? null : new Simulation(runId, testId, row.integer(14)),
        instant(row.number(15)),
        instant(row.number(16)));
  }

  private static String required(RowCursor row, int column) {
    return Objects.requireNonNull(row.text(column), NAMES.get(column));
  }

  private static @Nullable Object value(RowCursor row) {
    if (!row.isNull(4)) {
      return row.truth(4);
    }
    return row.isNull(5) ? row.text(6) : (Object) row.real(5);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
