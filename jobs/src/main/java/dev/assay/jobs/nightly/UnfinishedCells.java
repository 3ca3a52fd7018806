package dev.assay.jobs.nightly;

import dev.assay.insight.report.RunReport;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.Run.Closing;
import dev.assay.jobs.plan.CatchUpWindow;
import java.util.Optional;

/**
 * What a run has planned and not done, at its end: the next run plans it again, and evaluates what
 * has no result by then. A backfill moves no watermark; the same command once more does what it has
 * left.
 */
record UnfinishedCells(JobContext context, Run run) {

  /** Has the next run plan them; may be repeated. */
  void handOn(RunReport report) {
    boolean given = run.closing().equals(Optional.of(Closing.ABANDONED));
    if (given || run.inputs().backfill().isPresent()) {
      return;
    }
    run.planInputs()
        .ifPresent(
            inputs ->
                inputs.metrics().stream()
                    .filter(metric -> run.closing().isPresent() || isLeft(report, metric))
                    .forEach(
                        metric ->
                            context
                                .leases()
                                .moveBack(run.id(), metric, plannedAfter(inputs, metric))));
  }

  private static boolean isLeft(RunReport report, PlannedMetric metric) {
    return report.metrics().stream()
        .filter(line -> line.metricId().equals(metric.metricId()))
        .filter(line -> line.version() == metric.version())
        .anyMatch(line -> line.carriedOver() > 0);
  }

  /** The sequence after which the plan of a metric version begins. */
  private long plannedAfter(PlanInputs inputs, PlannedMetric metric) {
    Long watermark = metric.watermark();
    if (watermark != null && !metric.sampling().hasRisen()) {
      return watermark;
    }
    long window =
        new CatchUpWindow(context.warehouse(), run.orgId(), inputs.catchUpFromMicros())
            .beginsAfter();
    return Math.min(watermark == null ? inputs.upToSequence() : watermark, window);
  }
}
