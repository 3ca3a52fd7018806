package dev.assay.jobs.plan;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The results that candidates already have of the metric versions of a plan. */
final class PriorResults {

  /**
   * What a result is about: a conversation, or one repetition of a simulation unit test. A second
   * result of the same subject, metric and version replaces the first.
   */
  static String subject(String conversationId) {
    return "CASE WHEN simulation_unit_test_set_run_id IS NULL THEN %s ELSE concat_ws('/',"
            .formatted(conversationId)
        + " simulation_unit_test_set_run_id, unit_test_id, cast(run_index AS string)) END";
  }

  private static final StructType METRICS =
      new StructType()
          .add("planned_metric_id", DataTypes.StringType)
          .add("planned_version", DataTypes.IntegerType)
          .add("metric", DataTypes.IntegerType);

  private static final Column IS_SIMULATED = col("simulation_unit_test_set_run_id").isNotNull();

  private final Tables tables;
  private final String orgId;
  private final List<PlannedMetric> metrics;

  PriorResults(Tables tables, String orgId, List<PlannedMetric> metrics) {
    this.tables = tables;
    this.orgId = orgId;
    this.metrics = metrics;
  }

  /**
   * For each subject of {@code candidates}, a list {@code prior} of its results. Reads only files
   * of the plan's metrics, and of those only the ones that can hold a result of a candidate.
   *
   * @param sinceMicros candidates were all seen first at that time or later, so older results of
   *     conversations are not theirs; 0 when that is not known
   * @param anySimulated whether candidates are repetitions of simulations, whose results may be
   *     older than the conversations
   * @return empty when there can be no such result
   */
  Optional<Dataset<Row>> of(Dataset<Row> candidates, long sinceMicros, boolean anySimulated) {
    Set<String> partitions =
        metrics.stream().map(m -> m.metricId() + "/" + m.version()).collect(Collectors.toSet());
    boolean any =
        DataFiles.of(
                tables.warehouse(),
                AssayTable.METRIC_EVALUATION_RESULT,
                Optional.of(Predicates.atOrAfter("created_at", anySimulated ? 0 : sinceMicros)))
            .stream()
            .map(f -> f.value("metric_id") + "/" + f.value("metric_version"))
            .anyMatch(partitions::contains);
    if (!any) {
      return Optional.empty();
    }
    Dataset<Row> ordinals =
        tables
            .spark()
            .createDataFrame(
                metrics.stream()
                    .map(m -> RowFactory.create(m.metricId(), m.version(), m.ordinal()))
                    .toList(),
                METRICS);
    Column isRecent = col("created_at").geq(Instant.EPOCH.plus(sinceMicros, ChronoUnit.MICROS));
    Dataset<Row> results =
        tables
            .read(AssayTable.METRIC_EVALUATION_RESULT)
            .where(
                col("metric_id")
                    .isin(metrics.stream().map(PlannedMetric::metricId).toArray())
                    .and(
                        col("metric_version")
                            .isin(metrics.stream().map(PlannedMetric::version).toArray()))
                    .and(col("org_id").equalTo(orgId))
                    .and(col("source_type").notEqual("manual"))
                    .and(anySimulated ? isRecent.or(IS_SIMULATED) : isRecent));
    return Optional.of(
        results
            .join(
                broadcast(ordinals),
                col("metric_id")
                    .equalTo(col("planned_metric_id"))
                    .and(col("metric_version").equalTo(col("planned_version"))))
            .selectExpr(
                subject("conversation_id") + " AS prior_subject",
                "struct(metric, id, content_hash, evaluator_fingerprint, created_at) AS result")
            .join(
                candidates.select(col("subject")),
                col("prior_subject").equalTo(col("subject")),
                "left_semi")
            .groupBy("prior_subject")
            .agg(org.apache.spark.sql.functions.collect_list("result").as("prior")));
  }
}
