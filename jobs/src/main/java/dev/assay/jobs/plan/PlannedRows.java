package dev.assay.jobs.plan;

import dev.assay.jobs.plan.CellPlanner.Candidate;
import dev.assay.jobs.plan.CellPlanner.Cell;
import dev.assay.jobs.plan.CellPlanner.Open;
import dev.assay.jobs.plan.CellPlanner.Prior;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Turns rows of candidates into rows of {@code planned_conversation}. */
record PlannedRows(CellPlanner planner, String orgId, String runId, int waves, long plannedAtMicros)
    implements FlatMapFunction<Row, Row> {

  /** What it reads, in order. */
  static final List<String> CANDIDATE =
      List.of(
          "id",
          "content_hash",
          "sample_key",
          "ingestion_sequence",
          "ingested_at",
          "service_id",
          "simulation_unit_test_set_run_id",
          "prior",
          "open");

  @Override
  public Iterator<Row> call(Row row) {
    Candidate candidate =
        new Candidate(
            row.getString(5),
            row.getString(1),
            row.getLong(2),
            row.getLong(3),
            micros(row.getInstant(4)));
    List<Cell> cells = planner.plan(candidate, priors(row), open(row));
    if (cells.isEmpty()) {
      return List.<Row>of().iterator();
    }
    long sampleKey = row.getLong(2);
    int wave = (int) Math.multiplyHigh(sampleKey, 2L * waves);
    Row[] details =
        cells.stream()
            .filter(c -> c.attempt() > 1 || c.replaces() != null)
            .map(PlannedRows::detail)
            .toArray(Row[]::new);
    Row planned =
        RowFactory.create(
            runId,
            wave,
            Instant.EPOCH.plus(plannedAtMicros + wave, ChronoUnit.MICROS),
            orgId,
            row.getString(0),
            row.getString(1),
            sampleKey,
            row.getLong(3),
            row.isNullAt(6) ? "post-session" : "simulation",
            cells.stream().map(Cell::metric).toArray(Integer[]::new),
            details.length == 0 ? null : details);
    return List.of(planned).iterator();
  }

  private static Row detail(Cell cell) {
    @Nullable Prior replaces = cell.replaces();
    return RowFactory.create(
        cell.metric(),
        cell.attempt(),
        replaces == null ? null : replaces.id(),
        replaces == null
            ? null
            : Instant.EPOCH.plus(replaces.createdAtMicros(), ChronoUnit.MICROS));
  }

  private static List<Prior> priors(Row row) {
    return row.isNullAt(7)
        ? List.of()
        : row.<Row>getList(7).stream()
            .map(
                p ->
                    new Prior(
                        p.getInt(0),
                        p.getString(1),
                        p.getString(2),
                        p.getString(3),
                        micros(p.getInstant(4))))
            .toList();
  }

  private static List<Open> open(Row row) {
    return row.isNullAt(8)
        ? List.of()
        : row.<Row>getList(8).stream()
            .map(o -> new Open(o.getInt(0), o.getInt(1), o.getString(2), o.getString(3)))
            .toList();
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
