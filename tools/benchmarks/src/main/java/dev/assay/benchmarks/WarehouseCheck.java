package dev.assay.benchmarks;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares tables with what is known of the archive. */
final class WarehouseCheck {

  private static final String CURRENT =
      """
      SELECT count(*), count(DISTINCT conversation_id),
        CAST(coalesce(sum(v), 0) AS BIGINT), CAST(coalesce(sum(v * weight), 0) AS BIGINT)
      FROM (
        SELECT conversation_id, coalesce(result_numerical, CAST(result_boolean AS INTEGER)) AS v,
          %s AS weight
        FROM current_result WHERE metric_id = ?)"""
          .formatted(CountedArchive.WEIGHT);

  private final Warehouse warehouse;
  private final CountedArchive archive;

  WarehouseCheck(Warehouse warehouse, CountedArchive archive) {
    this.warehouse = warehouse;
    this.archive = archive;
  }

  String metricId(String name) {
    return TableQuery.query(
            warehouse, "SELECT id FROM metric WHERE name = ?", rows -> rows.getString(1), name)
        .get(0);
  }

  /** What is wrong with conversations, plans, failures and current results. */
  List<String> current() {
    List<String> problems = new ArrayList<>();
    long all = archive.conversations();
    expect(problems, "conversations", all, number("SELECT count(*) FROM conversation"));
    expect(problems, "different ones", all, number("SELECT count(DISTINCT id) FROM conversation"));
    expect(problems, "failures", 0, number("SELECT count(*) FROM metric_evaluation_failure"));
    for (CountedArchive.Truth truth : archive.truths()) {
      long[] found = found(metricId(truth.metric()));
      String name = truth.metric();
      expect(problems, name + ", current results", truth.results(), found[0]);
      expect(problems, name + ", conversations with one", truth.results(), found[1]);
      if (!truth.isJudged()) {
        expect(problems, name + ", sum", truth.sum(), found[2]);
        expect(problems, name + ", weighted sum", truth.weightedSum(), found[3]);
      }
    }
    return problems;
  }

  /**
   * What is wrong with results that were kept beside the current ones.
   *
   * @param superseded how many are
   */
  List<String> history(long superseded) {
    List<String> problems = new ArrayList<>();
    expect(
        problems,
        "superseded results",
        superseded,
        number("SELECT count(*) FROM metric_evaluation_history"));
    expect(
        problems,
        "different ones",
        superseded,
        number("SELECT count(DISTINCT id) FROM metric_evaluation_history"));
    expect(
        problems,
        "results that are not superseded",
        archive.evaluations(),
        number("SELECT count(*) FROM metric_evaluation_result"));
    expect(
        problems,
        "planned evaluations",
        archive.evaluations() + superseded,
        number("SELECT sum(len(metrics)) FROM planned_conversation"));
    return problems;
  }

  /** Calls of which nobody knows what became. */
  long lostCalls() {
    return number("SELECT count(*) FROM judgement WHERE call_end = 'lost'");
  }

  private long number(String sql) {
    return TableQuery.query(warehouse, sql, rows -> rows.getLong(1)).get(0);
  }

  private long[] found(String metric) {
    return TableQuery.query(
            warehouse,
            Map.of(AssayTable.METRIC_EVALUATION_RESULT, Predicates.equal("metric_id", metric)),
            CURRENT,
            rows -> new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)},
            metric)
        .get(0);
  }

  private static void expect(List<String> problems, String what, long wanted, long found) {
    if (wanted != found) {
      problems.add("%s: %,d and not %,d".formatted(what, found, wanted));
    }
  }
}
