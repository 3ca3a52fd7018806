package dev.assay.jobs.forecast;

import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many tokens a judge has written for answers of one metric, each answer with its share of the
 * request that it came from.
 *
 * @param answers how many; at least {@value #FEWEST}
 * @param mean of the tokens
 * @param variance of the tokens among the answers
 */
record EarlierAnswers(long answers, double mean, double variance) {
  /** Fewer say too little of what others will be. */
  static final int FEWEST = 10;

  /** The standard normal's 97.5 % point: intervals of 95 %. */
  private static final double Z = 1.959963984540054;

  /**
   * The answers to a metric, those of the same definition and judge where there are enough.
   *
   * @return empty when there are too few
   */
  static Optional<EarlierAnswers> of(Warehouse warehouse, String orgId, PlannedMetric metric) {
    record Found(boolean same, long answers, double sum, double squares) {}
    List<Found> found =
        TableQuery.query(
            warehouse,
            Map.of(
                AssayTable.METRIC_EVALUATION_RESULT,
                Predicates.equal("metric_id", metric.metricId())),
            """
            SELECT evaluator_fingerprint = ? AS same, count(*), sum(output_tokens)::DOUBLE,
              sum(output_tokens * output_tokens)::DOUBLE
            FROM metric_evaluation_result
            WHERE org_id = ? AND metric_id = ? AND evaluator = ? AND output_tokens IS NOT NULL
            GROUP BY same""",
            row -> new Found(row.getBoolean(1), row.getLong(2), row.getDouble(3), row.getDouble(4)),
            metric.fingerprint(),
            orgId,
            metric.metricId(),
            metric.evaluator());
    boolean enough = found.stream().anyMatch(f -> f.same() && f.answers() >= FEWEST);
    List<Found> used = found.stream().filter(f -> f.same() || !enough).toList();
    long answers = used.stream().mapToLong(Found::answers).sum();
    if (answers < FEWEST) {
      return Optional.empty();
    }
    double mean = used.stream().mapToDouble(Found::sum).sum() / answers;
    double squares = used.stream().mapToDouble(Found::squares).sum();
    double variance = Math.max(0, (squares - answers * mean * mean) / (answers - 1));
    return Optional.of(new EarlierAnswers(answers, mean, variance));
  }

  /** Half of the 95 % interval of what so many more answers hold together. */
  double halfWidth(long more) {
    return Z * Math.sqrt(variance * (more + (double) more * more / answers));
  }
}
