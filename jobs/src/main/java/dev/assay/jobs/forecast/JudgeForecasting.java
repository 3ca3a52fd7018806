package dev.assay.jobs.forecast;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Foretells what judging a plan would take. Conversations are read and counted by Spark's tasks;
 * what is known of them is asked here, in the order of their contents, so that copies of one
 * content meet and memory does not grow with the plan. Changes nothing.
 */
public final class JudgeForecasting {
  private static final int LOOKED_UP_AT_ONCE = 512;

  private final JudgeSettings settings;
  private final String orgId;
  private final List<PlannedMetric> metrics;
  private final Tables tables;
  private final Function<Collection<String>, Set<String>> known;

  /**
   * Forecasts for one organization.
   *
   * @param settings of the judge
   * @param metrics of the plan
   * @param known which of some keys the ledger has answers of
   */
  public JudgeForecasting(
      JudgeSettings settings,
      String orgId,
      List<PlannedMetric> metrics,
      Tables tables,
      Function<Collection<String>, Set<String>> known) {
    this.settings = settings;
    this.orgId = orgId;
    this.metrics = metrics.stream().filter(metric -> metric.has(Capability.PREVIEWS)).toList();
    this.tables = tables;
    this.known = known;
  }

  /**
   * What a plan would take.
   *
   * @param planned rows of {@code planned_conversation}
   */
  public JudgeForecast of(Dataset<Row> planned) {
    TranscriptCounts counts = new TranscriptCounts(settings, metrics);
    ForecastPass pass =
        new ForecastPass(counts.forecast(), settings.prices(), orgId, metrics.size());
    if (!metrics.isEmpty()) {
      take(rows(planned, counts), pass);
    }
    return pass.forecast(tables.warehouse(), metrics);
  }

  private Iterator<Row> rows(Dataset<Row> planned, TranscriptCounts counts) {
    Column judged = array(metrics.stream().map(m -> lit(m.ordinal())).toArray(Column[]::new));
    Dataset<Row> wanted = planned.where(arrays_overlap(col("metrics"), judged));
    Row place =
        wanted
            .agg(
                min("sample_key"),
                max("sample_key"),
                min("ingestion_sequence"),
                max("ingestion_sequence"))
            .head();
    if (place.isNullAt(0)) {
      return List.<Row>of().iterator();
    }
    Dataset<Row> subjects =
        wanted.selectExpr(
            "conversation_id AS planned_id",
            "content_hash AS planned_hash",
            "sample_key AS planned_key",
            "metrics AS planned_metrics");
    List<Column> columns = new ArrayList<>();
    TranscriptCounts.PLANNED.forEach(c -> columns.add(col(c)));
    ConversationColumns.NAMES.forEach(c -> columns.add(col(c)));
    return tables
        .read(AssayTable.CONVERSATION)
        .where(
            col("org_id")
                .equalTo(orgId)
                .and(col("sample_key").between(place.get(0), place.get(1)))
                .and(col("ingestion_sequence").between(place.get(2), place.get(3))))
        .join(
            subjects,
            col("id")
                .equalTo(col("planned_id"))
                .and(col("content_hash").equalTo(col("planned_hash"))))
        .select(columns.toArray(Column[]::new))
        .mapPartitions(counts, Encoders.row(TranscriptCounts.SCHEMA))
        .repartition(col("content_hash"))
        .sortWithinPartitions("content_hash", "sample_key")
        .toLocalIterator();
  }

  private void take(Iterator<Row> rows, ForecastPass pass) {
    List<Row> batch = new ArrayList<>(LOOKED_UP_AT_ONCE);
    while (rows.hasNext()) {
      batch.add(rows.next());
      if (batch.size() == LOOKED_UP_AT_ONCE || !rows.hasNext()) {
        Set<String> keys = new HashSet<>();
        batch.forEach(row -> keys.addAll(pass.keys(row.getString(0), row.getList(2))));
        Set<String> found = known.apply(keys);
        batch.forEach(row -> pass.take(row.getString(0), row.getList(2), tokens(row), found));
        batch.clear();
      }
    }
  }

  private static OptionalLong tokens(Row row) {
    return row.isNullAt(3) ? OptionalLong.empty() : OptionalLong.of(row.getLong(3));
  }
}
