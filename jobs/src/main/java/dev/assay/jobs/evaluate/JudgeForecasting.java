package dev.assay.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.RequestForecast;
import dev.assay.jobs.run.PlannedMetric;
import dev.assay.jobs.spark.ConversationRows;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
    this.metrics =
        metrics.stream().filter(metric -> metric.evaluator().equals(Evaluators.JUDGE)).toList();
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
    Pass pass = new Pass(counts.forecast());
    if (!metrics.isEmpty()) {
      pass.over(rows(planned, counts));
    }
    return pass.forecast();
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
    ConversationRows.COLUMNS.forEach(c -> columns.add(col(c)));
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

  /** One pass over the counts, in the order of contents. */
  private final class Pass {
    private final RequestForecast forecast;
    private final Sum[] sums;
    private final Set<String> asked = new HashSet<>();
    private String content = "";
    private long requests;

    Pass(RequestForecast forecast) {
      this.forecast = forecast;
      this.sums = metrics.stream().map(m -> new Sum()).toArray(Sum[]::new);
    }

    void over(Iterator<Row> rows) {
      List<Row> batch = new ArrayList<>(LOOKED_UP_AT_ONCE);
      while (rows.hasNext()) {
        batch.add(rows.next());
        if (batch.size() == LOOKED_UP_AT_ONCE || !rows.hasNext()) {
          take(batch);
          batch.clear();
        }
      }
    }

    private void take(List<Row> batch) {
      Set<String> keys = new HashSet<>();
      for (Row row : batch) {
        row.<Integer>getList(2).forEach(p -> keys.add(forecast.key(p, orgId, row.getString(0))));
      }
      Set<String> found = known.apply(keys);
      batch.forEach(row -> take(row, found));
    }

    private void take(Row row, Set<String> found) {
      if (!row.getString(0).equals(content)) {
        content = row.getString(0);
        asked.clear();
      }
      List<Integer> missing = new ArrayList<>();
      for (int place : row.<Integer>getList(2)) {
        String key = forecast.key(place, orgId, content);
        if (row.isNullAt(3)) {
          sums[place].tooLong++;
        } else if (found.contains(key) || !asked.add(key)) {
          sums[place].reused++;
        } else {
          missing.add(place);
        }
      }
      if (!missing.isEmpty()) {
        forecast.requests(missing, row.getLong(3)).forEach(this::take);
      }
    }

    private void take(RequestForecast.Request request) {
      requests++;
      Usage read = settings.prices().usage(request.inputTokens(), 0);
      int metricsOfIt = request.metrics().size();
      for (int i = 0; i < metricsOfIt; i++) {
        Sum sum = sums[request.metrics().get(i)];
        sum.asked++;
        sum.read = sum.read.plus(read.share(i, metricsOfIt));
      }
    }

    JudgeForecast forecast() {
      List<JudgeForecast.Line> lines = new ArrayList<>();
      Set<String> counting = new java.util.TreeSet<>();
      for (int place = 0; place < sums.length; place++) {
        lines.add(line(place));
        counting.add(forecast.basis(place));
      }
      return new JudgeForecast(lines, requests, List.copyOf(counting));
    }

    private JudgeForecast.Line line(int place) {
      PlannedMetric metric = metrics.get(place);
      Sum sum = sums[place];
      long most = sum.asked * forecast.maxOutputTokens(place);
      Optional<EarlierAnswers> earlier = EarlierAnswers.of(tables.warehouse(), orgId, metric);
      JudgeForecast.Range written =
          earlier
              .map(answers -> range(answers, sum.asked, most))
              .orElse(new JudgeForecast.Range(most, 0, most));
      return new JudgeForecast.Line(
          metric.ordinal(),
          sum.reused,
          sum.tooLong,
          sum.asked,
          sum.read.inputTokens(),
          written,
          new JudgeForecast.Range(
              cost(sum, written.expected()),
              cost(sum, written.lowest()),
              cost(sum, written.highest())),
          earlier.map(EarlierAnswers::answers).orElse(0L));
    }

    private long cost(Sum sum, long writtenTokens) {
      return sum.read.costNanos() + settings.prices().usage(0, writtenTokens).costNanos();
    }
  }

  private static JudgeForecast.Range range(EarlierAnswers earlier, long asked, long most) {
    double expected = Math.min((double) most, asked * earlier.mean());
    double half = earlier.halfWidth(asked);
    return new JudgeForecast.Range(
        Math.round(expected),
        (long) Math.floor(Math.max(0, expected - half)),
        (long) Math.ceil(Math.min((double) most, expected + half)));
  }

  /** What one metric takes. */
  private static final class Sum {
    private long reused;
    private long tooLong;
    private long asked;
    private Usage read = Usage.NONE;
  }
}
