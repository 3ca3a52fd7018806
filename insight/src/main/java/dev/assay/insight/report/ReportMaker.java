package dev.assay.insight.report;

import dev.assay.catalog.CatalogJson;
import dev.assay.evaluators.Usage;
import dev.assay.insight.report.RunReport.FailureLine;
import dev.assay.insight.report.RunReport.MetricLine;
import dev.assay.insight.report.RunReport.Numbers;
import dev.assay.installation.run.CarriedOver;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.ledger.store.RunSpend;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import io.delta.kernel.expressions.Predicate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts from the tables what a run did, so that a resumed run reports all of it. */
public final class ReportMaker {

  private static final double NANOS = 1e9;

  private final Warehouse warehouse;

  public ReportMaker(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The report of a run whose steps are done.
   *
   * @param spend what it has spent on judges, or null when it needed none
   * @param why it has carried evaluations over, beside what judges have refused
   */
  public RunReport make(
      Run run,
      IngestSummary ingest,
      @Nullable RunSpend spend,
      Optional<CarriedOver> why,
      Instant endedAt) {
    PlanInputs plan =
        run.planInputs().orElseGet(() -> new PlanInputs(List.of(), List.of(), 0, null, 0));
    Map<AssayTable, Predicate> filters = filters(run.id());
    Map<Integer, Long> planned = planned(run.id(), filters);
    boolean anything = !planned.isEmpty();
    Map<String, ValueCounts> values = anything ? values(run.id(), filters) : Map.of();
    Map<String, SortedMap<String, Long>> categories =
        anything ? categories(run.id(), filters) : Map.of();
    Map<String, long[]> failed =
        anything ? failed(run.id(), run.inputs().maxAttempts(), filters) : Map.of();
    List<MetricLine> lines =
        plan.metrics().stream().map(m -> line(m, planned, values, categories, failed)).toList();
    return new RunReport(
        run.id(),
        run.orgId(),
        run.kind(),
        run.startedAt(),
        endedAt,
        ingest,
        lines,
        plan.leftOut(),
        anything ? failures(run.id(), plan, filters) : List.of(),
        anything ? superseded(run.id(), filters) : 0,
        spend == null ? null : judging(run.id(), spend, filters),
        why.orElseGet(() -> refused(spend)));
  }

  private static @Nullable CarriedOver refused(@Nullable RunSpend spend) {
    String code = spend == null ? null : spend.refusalCode();
    String message = spend == null ? null : spend.refusalMessage();
    return code == null || message == null ? null : new CarriedOver(code, message);
  }

  private RunReport.Judging judging(
      String runId, RunSpend spend, Map<AssayTable, Predicate> filters) {
    long judged =
        TableQuery.query(
                warehouse,
                filters,
                """
                SELECT count(*) FROM metric_evaluation_result
                WHERE run_id = ? AND evaluator = 'judge'""",
                rows -> rows.getLong(1),
                runId)
            .get(0);
    Usage usage = spend.spend().usage();
    return new RunReport.Judging(
        spend.spend().calls(),
        Math.max(0, judged - spend.answers()),
        usage.inputTokens(),
        usage.outputTokens(),
        usage.costNanos() / NANOS);
  }

  private record ValueCounts(
      long scored, long notApplicable, @Nullable Double trueShare, @Nullable Numbers numbers) {}

  private static Map<AssayTable, Predicate> filters(String runId) {
    Predicate ofRun = Predicates.equal("run_id", runId);
    return Map.of(
        AssayTable.PLANNED_CONVERSATION, ofRun,
        AssayTable.METRIC_EVALUATION_RESULT, ofRun,
        AssayTable.METRIC_EVALUATION_FAILURE, ofRun);
  }

  private Map<Integer, Long> planned(String runId, Map<AssayTable, Predicate> filters) {
    Map<Integer, Long> planned = new HashMap<>();
    TableQuery.query(
            warehouse,
            filters,
            """
            SELECT metric, count(*) FROM
              (SELECT unnest(metrics) AS metric FROM planned_conversation WHERE run_id = ?)
            GROUP BY metric""",
            rows -> Map.entry(rows.getInt(1), rows.getLong(2)),
            runId)
        .forEach(e -> planned.put(e.getKey(), e.getValue()));
    return planned;
  }

  private Map<String, ValueCounts> values(String runId, Map<AssayTable, Predicate> filters) {
    Map<String, ValueCounts> values = new HashMap<>();
    TableQuery.query(
            warehouse,
            filters,
            """
            SELECT metric_id || '/' || metric_version, count(*) FILTER (WHERE is_applicable),
              count(*) FILTER (WHERE NOT is_applicable),
              avg(result_boolean::INTEGER), avg(result_numerical), min(result_numerical),
              quantile_cont(result_numerical, 0.5), max(result_numerical)
            FROM metric_evaluation_result WHERE run_id = ? GROUP BY 1""",
            rows -> Map.entry(rows.getString(1), valueCounts(rows)),
            runId)
        .forEach(e -> values.put(e.getKey(), e.getValue()));
    return values;
  }

  private static ValueCounts valueCounts(ResultSet rows) throws SQLException {
    double share = rows.getDouble(4);
    Double trueShare = rows.wasNull() ? null : share;
    double mean = rows.getDouble(5);
    Numbers numbers =
        rows.wasNull()
            ? null
            : new Numbers(mean, rows.getDouble(6), rows.getDouble(7), rows.getDouble(8));
    return new ValueCounts(rows.getLong(2), rows.getLong(3), trueShare, numbers);
  }

  private Map<String, SortedMap<String, Long>> categories(
      String runId, Map<AssayTable, Predicate> filters) {
    Map<String, SortedMap<String, Long>> categories = new HashMap<>();
    record Count(String metric, String category, long count) {}
    TableQuery.query(
            warehouse,
            filters,
            """
            SELECT metric_id || '/' || metric_version, result_categorical, count(*)
            FROM metric_evaluation_result
            WHERE run_id = ? AND result_categorical IS NOT NULL GROUP BY 1, 2""",
            rows -> new Count(rows.getString(1), rows.getString(2), rows.getLong(3)),
            runId)
        .forEach(
            c ->
                categories
                    .computeIfAbsent(c.metric(), m -> new TreeMap<>())
                    .put(c.category(), c.count()));
    return categories;
  }

  private Map<String, long[]> failed(
      String runId, int maxAttempts, Map<AssayTable, Predicate> filters) {
    Map<String, long[]> failed = new HashMap<>();
    TableQuery.query(
            warehouse,
            filters,
            """
            SELECT metric_id || '/' || metric_version, count(*),
              count(*) FILTER (WHERE attempt >= ?)
            FROM metric_evaluation_failure WHERE run_id = ? GROUP BY 1""",
            rows -> Map.entry(rows.getString(1), new long[] {rows.getLong(2), rows.getLong(3)}),
            maxAttempts,
            runId)
        .forEach(e -> failed.put(e.getKey(), e.getValue()));
    return failed;
  }

  private List<FailureLine> failures(
      String runId, PlanInputs plan, Map<AssayTable, Predicate> filters) {
    Map<String, String> names = new HashMap<>();
    plan.metrics().forEach(m -> names.put(m.metricId(), m.name()));
    return TableQuery.query(
        warehouse,
        filters,
        """
        SELECT metric_id, metric_version, error_code, count(*), min(message)
        FROM metric_evaluation_failure WHERE run_id = ?
        GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3""",
        rows ->
            new FailureLine(
                names.getOrDefault(rows.getString(1), rows.getString(1)),
                rows.getInt(2),
                rows.getString(3),
                rows.getLong(4),
                rows.getString(5)),
        runId);
  }

  private long superseded(String runId, Map<AssayTable, Predicate> filters) {
    return TableQuery.query(
            warehouse,
            filters,
            """
            SELECT count(*) FROM metric_evaluation_history h
            JOIN metric_evaluation_result r ON r.id = h.superseded_by AND r.run_id = ?""",
            rows -> rows.getLong(1),
            runId)
        .get(0);
  }

  private static MetricLine line(
      PlannedMetric metric,
      Map<Integer, Long> planned,
      Map<String, ValueCounts> values,
      Map<String, SortedMap<String, Long>> categories,
      Map<String, long[]> failed) {
    String key = metric.metricId() + "/" + metric.version();
    ValueCounts counts = values.getOrDefault(key, new ValueCounts(0, 0, null, null));
    long[] failures = failed.getOrDefault(key, new long[] {0, 0});
    return new MetricLine(
        metric.name(),
        metric.metricId(),
        metric.version(),
        CatalogJson.readMetricValue(metric.valueJson()).type(),
        planned.getOrDefault(metric.ordinal(), 0L),
        metric.sampling().leftOut(),
        counts.scored(),
        counts.notApplicable(),
        failures[0],
        failures[1],
        counts.trueShare(),
        counts.numbers(),
        categories.getOrDefault(key, RunReport.noCategories()));
  }
}
