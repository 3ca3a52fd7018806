package dev.assay.catalog.file;

import dev.assay.catalog.AppliedMetric;
import dev.assay.catalog.AppliedMetric.Outcome;
import java.util.List;

/**
 * What applying metric files did.
 *
 * @param metrics one for each metric of the files, ordered by name
 */
public record ApplyReport(List<AppliedMetric> metrics) {
  public ApplyReport {
    metrics = List.copyOf(metrics);
  }

  /** How many metrics ended so. */
  public long count(Outcome outcome) {
    return metrics.stream().filter(metric -> metric.outcome() == outcome).count();
  }
}
