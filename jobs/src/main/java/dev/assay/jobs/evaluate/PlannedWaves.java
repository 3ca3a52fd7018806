package dev.assay.jobs.evaluate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The waves of a run's plan, and the conversations in them. */
record PlannedWaves(Warehouse warehouse) {

  /** More sequences than that and the bounds alone are used to leave files out. */
  private static final int MAX_SEQUENCES = 200;

  /** A wave of a plan and where its conversations lie. */
  record Wave(
      int number,
      long timeMicros,
      long cells,
      long lowestKey,
      long highestKey,
      List<Long> sequences) {}

  private static Column sequences(Wave wave) {
    List<Long> sequences = wave.sequences();
    return sequences.size() <= MAX_SEQUENCES
        ? col("ingestion_sequence").isin(sequences.toArray())
        : col("ingestion_sequence")
            .between(java.util.Collections.min(sequences), java.util.Collections.max(sequences));
  }

  /** The waves of a run's plan, in their order. */
  List<Wave> of(String runId) {
    return TableQuery.query(
        warehouse,
        Map.of(AssayTable.PLANNED_CONVERSATION, Predicates.equal("run_id", runId)),
        """
        SELECT wave, min(epoch_us(wave_time)), sum(len(metrics)), min(sample_key), max(sample_key),
          string_agg(DISTINCT ingestion_sequence::VARCHAR, ',')
        FROM planned_conversation WHERE run_id = ? GROUP BY wave ORDER BY wave""",
        rows ->
            new Wave(
                rows.getInt(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5),
                java.util.Arrays.stream(rows.getString(6).split(",")).map(Long::valueOf).toList()),
        runId);
  }

  /**
   * The wave's conversations as they were planned. One whose content has changed since is left out:
   * its new content is newer than the plan's watermark, so the next run takes it on.
   *
   * @return with the columns of {@link Cells} and {@code sample_key}
   */
  static Dataset<Row> rows(Tables open, String runId, Wave wave) {
    Dataset<Row> planned =
        open.read(AssayTable.PLANNED_CONVERSATION)
            .where(col("run_id").equalTo(runId).and(col("wave").equalTo(wave.number())))
            .selectExpr(
                "conversation_id AS planned_id",
                "org_id AS planned_org",
                "content_hash AS planned_hash",
                "metrics AS planned_metrics",
                "details AS planned_details",
                "source_type AS planned_source_type");
    Column place =
        col("sample_key").between(wave.lowestKey(), wave.highestKey()).and(sequences(wave));
    return open.read(AssayTable.CONVERSATION)
        .where(place)
        .join(
            broadcast(planned),
            col("id")
                .equalTo(col("planned_id"))
                .and(col("org_id").equalTo(col("planned_org")))
                .and(col("content_hash").equalTo(col("planned_hash"))));
  }
}
