package dev.assay.jobs.plan;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Makes a run's plan: the same from the same inputs, however often. */
public final class Planning {

  private static final StructType METRIC_ORDINALS =
      new StructType()
          .add("metric_id", DataTypes.StringType)
          .add("metric_version", DataTypes.IntegerType)
          .add("open_run_id", DataTypes.StringType)
          .add("metric", DataTypes.IntegerType);

  private final Warehouse warehouse;
  private final String orgId;
  private final PlanInputs inputs;
  private final int maxAttempts;
  private final int waveConversations;
  private final Supplier<Tables> tables;

  /**
   * @param tables opened only when there is something to plan
   */
  public Planning(
      Warehouse warehouse,
      String orgId,
      PlanInputs inputs,
      int maxAttempts,
      int waveConversations,
      Supplier<Tables> tables) {
    this.warehouse = warehouse;
    this.orgId = orgId;
    this.inputs = inputs;
    this.maxAttempts = maxAttempts;
    this.waveConversations = waveConversations;
    this.tables = tables;
  }

  /** Whether conversations are due, beside failures that may be tried again. */
  public boolean anyNew() {
    return new Candidates(orgId, inputs).extent(warehouse).conversations() > 0;
  }

  /** Commits the plan of a run, at most once. */
  public void commit(String runId) {
    TableAppend append = new TableAppend(warehouse);
    if (append.committed(AssayTable.PLANNED_CONVERSATION, runId) >= 1) {
      return;
    }
    Optional<Dataset<Row>> planned = planned(runId);
    if (planned.isEmpty()) {
      return;
    }
    append.commit(AssayTable.PLANNED_METRIC, List.of(metricsFile(runId)), runId, 1);
    tables
        .get()
        .append(planned.get().repartition(col("wave")), AssayTable.PLANNED_CONVERSATION, runId, 1);
  }

  /**
   * What a run would evaluate: rows of {@code planned_conversation}, each with at least one cell;
   * or empty when there is nothing to look at.
   */
  public Optional<Dataset<Row>> planned(String runId) {
    Candidates candidates = new Candidates(orgId, inputs);
    Candidates.Extent extent = candidates.extent(warehouse);
    if (extent.conversations() == 0 && extent.open() == 0) {
      return Optional.empty();
    }
    Dataset<Row> due = due(candidates, extent.open() > 0);
    boolean allFirstSeen = extent.edited() == 0 && extent.open() == 0;
    Optional<Dataset<Row>> prior =
        new PriorResults(tables.get(), orgId, inputs.metrics())
            .of(due, allFirstSeen ? extent.oldestMicros() : 0, extent.simulated() > 0);
    Dataset<Row> complete =
        prior
            .map(p -> due.join(p, col("subject").equalTo(col("prior_subject")), "left"))
            .orElseGet(() -> due.withColumn("prior", lit(null)));
    CellPlanner planner =
        new CellPlanner(inputs.metrics(), inputs.catchUpFromMicros(), maxAttempts);
    int waves = waves(extent.conversations() + extent.open(), candidates.rate());
    PlannedRows rows = new PlannedRows(planner, orgId, runId, waves, inputs.plannedAtMicros());
    return Optional.of(
        complete
            .select(
                PlannedRows.CANDIDATE.stream()
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(Column[]::new))
            .flatMap(rows, Encoders.row(Tables.schema(AssayTable.PLANNED_CONVERSATION))));
  }

  /** A sample is the beginning of all keys, so its waves are the first ones of so many more. */
  private int waves(long conversations, double rate) {
    return (int) Math.max(1, Math.ceil((double) conversations / waveConversations / rate));
  }

  /** Conversations that are due, one for each subject, with the open failures of each. */
  private Dataset<Row> due(Candidates candidates, boolean anyOpen) {
    Dataset<Row> evaluable =
        tables
            .get()
            .read(AssayTable.CONVERSATION)
            .where(col("org_id").equalTo(orgId))
            .where(candidates.evaluable())
            .selectExpr(
                "id",
                "content_hash",
                "sample_key",
                "ingestion_sequence",
                "ingested_at",
                "service_id",
                "is_finished",
                "message_count",
                "simulation_unit_test_set_run_id",
                "last_message_at",
                "created_at",
                "archive_file",
                PriorResults.subject("id") + " AS subject");
    Dataset<Row> newer = evaluable.where(candidates.condition());
    if (!anyOpen) {
      return onePerSubject(newer.withColumn("open", lit(null))).where(Scope.of(inputs).column());
    }
    Dataset<Row> open = broadcast(openFailures(candidates));
    Dataset<Row> retried = evaluable.join(open, col("id").equalTo(col("open_id")));
    Dataset<Row> others =
        newer
            .join(open, col("id").equalTo(col("open_id")), "left_anti")
            .withColumn("open_id", lit(null).cast("string"))
            .withColumn("open", lit(null).cast(retried.schema().apply("open").dataType()));
    return onePerSubject(retried.unionByName(others).drop("open_id"));
  }

  /** Of several simulated conversations of one repetition, the newest counts. */
  private static Dataset<Row> onePerSubject(Dataset<Row> rows) {
    Dataset<Row> real = rows.where("simulation_unit_test_set_run_id IS NULL");
    Dataset<Row> simulated =
        rows.where("simulation_unit_test_set_run_id IS NOT NULL")
            .withColumn(
                "rank",
                row_number()
                    .over(
                        Window.partitionBy("subject")
                            .orderBy(
                                col("ingestion_sequence").desc(),
                                col("last_message_at").desc_nulls_last(),
                                col("id"))))
            .where("rank = 1")
            .drop("rank");
    return real.unionByName(simulated);
  }

  private Dataset<Row> openFailures(Candidates candidates) {
    Dataset<Row> metrics =
        tables
            .get()
            .spark()
            .createDataFrame(
                inputs.metrics().stream()
                    .flatMap(
                        m ->
                            m.openRuns().stream()
                                .map(
                                    run ->
                                        RowFactory.create(
                                            m.metricId(), m.version(), run, m.ordinal())))
                    .toList(),
                METRIC_ORDINALS);
    return tables
        .get()
        .read(AssayTable.METRIC_EVALUATION_FAILURE)
        .where(candidates.openCondition())
        .where(col("org_id").equalTo(orgId))
        .join(broadcast(metrics), new String[] {"metric_id", "metric_version"})
        .where("run_id = open_run_id")
        .selectExpr(
            "conversation_id AS open_id",
            "struct(metric, attempt, content_hash, evaluator_fingerprint) AS failure")
        .groupBy("open_id")
        .agg(collect_list("failure").as("open"));
  }

  private DataFile metricsFile(String runId) {
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(AssayTable.PLANNED_METRIC),
              AssayTable.PLANNED_METRIC,
              Map.of(),
              1 << 20);
      for (PlannedMetric metric : inputs.metrics()) {
        writer.write(
            new Object[] {
              runId,
              metric.ordinal(),
              orgId,
              metric.metricId(),
              metric.version(),
              metric.evaluator(),
              metric.fingerprint(),
              inputs.plannedAtMicros()
            });
      }
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the metrics of run " + runId, e);
    }
  }
}
