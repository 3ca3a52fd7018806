package dev.assay.insight.trend;

import dev.assay.insight.compare.Estimate;
import java.util.HashMap;
import java.util.Map;

/** Adds up the rows of one day of a series, or those without a day. Not thread-safe. */
final class DayTally {
  private final Map<String, Long> values = new HashMap<>();
  private long scored;
  private long notApplicable;
  private long failed;
  private double sum;
  private double sumSquares;

  void add(DailyRow row) {
    scored += row.scored();
    notApplicable += row.notApplicable();
    failed += row.failed();
    sum += row.sum();
    sumSquares += row.sumSquares();
    row.values().forEach((value, count) -> values.merge(value, count, Long::sum));
  }

  Estimate mean() {
    return Estimate.mean(scored, sum, sumSquares);
  }

  Estimate share(String value) {
    return Estimate.share(values.getOrDefault(value, 0L), scored);
  }

  Trend.Counts counts(Estimate estimate) {
    return new Trend.Counts(scored, estimate, notApplicable, failed);
  }
}
