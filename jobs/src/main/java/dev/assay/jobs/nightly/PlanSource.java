package dev.assay.jobs.nightly;

import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PlanInputs;
import dev.assay.jobs.plan.CatchUpWindow;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.jobs.plan.MetricSelection.Wanted;
import dev.assay.jobs.plan.SampledOut;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a plan is made from, for runs and for those who only look ahead.
 *
 * @param samplingRate of the run; a metric may have a lower one
 */
record PlanSource(JobContext context, String orgId, double samplingRate) {

  private static final double MICROS_A_DAY = Duration.ofDays(1).toMillis() * 1000.0;

  /**
   * What a plan is made from now.
   *
   * @param backfill the part of history, or empty for what is new
   * @param catchUpFromMicros how far back what was never planned goes; null for all
   * @param hold takes the metric versions, or looks whether they could be taken
   */
  PlanInputs inputs(
      List<Wanted> wanted,
      Optional<Backfill> backfill,
      @Nullable Long catchUpFromMicros,
      MetricSelection.Hold hold) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    MetricSelection.Selected selected =
        new MetricSelection(
                context.leases(),
                context.packing().alone(),
                context.evaluators(),
                new CatchUpWindow(context.warehouse(), orgId, catchUpFromMicros))
            .select(wanted, samplingRate, hold);
    PlanInputs inputs =
        new PlanInputs(
            selected.metrics(),
            selected.leftOut(),
            context.ingestionSequence().newest(),
            catchUpFromMicros,
            now);
    return SampledOut.counted(context.warehouse(), orgId, backfill.map(inputs::of).orElse(inputs));
  }

  /** The metric versions of a backfill; one whose metric was deleted since is none. */
  static List<Wanted> wanted(JobContext context, String orgId, Backfill backfill) {
    return backfill.metrics().stream().flatMap(key -> wanted(context, orgId, key)).toList();
  }

  private static Stream<Wanted> wanted(JobContext context, String orgId, MetricLeases.Key key) {
    return context.metrics().find(orgId, key.metricId()).stream()
        .filter(metric -> !metric.deleted())
        .flatMap(
            metric ->
                context.metrics().version(orgId, key.metricId(), key.version()).stream()
                    .map(version -> new Wanted(metric, version)));
  }

  /** So many days before a time, in microseconds since the epoch. */
  static long daysBefore(Instant time, double days) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time) - (long) (days * MICROS_A_DAY);
  }
}
