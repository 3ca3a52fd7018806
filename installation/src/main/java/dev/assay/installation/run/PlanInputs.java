package dev.assay.installation.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is made from. Kept with the run before planning starts, so that planning again after
 * a crash gives the same plan.
 *
 * @param metrics in order of their ordinals
 * @param leftOut metric versions that are not evaluated, and why
 * @param upToSequence the newest ingestion that is planned for
 * @param catchUpFromMicros a metric version that was never planned takes in what was ingested from
 *     then on; microseconds since the epoch, or null for all
 * @param plannedAtMicros time of the plan; results carry it
 * @param backfill the part of history that is planned, or empty for what is new
 */
public record PlanInputs(
    List<PlannedMetric> metrics,
    List<LeftOut> leftOut,
    long upToSequence,
    @Nullable Long catchUpFromMicros,
    long plannedAtMicros,
    Optional<Backfill> backfill) {

  /** Of what is new. */
  public PlanInputs(
      List<PlannedMetric> metrics,
      List<LeftOut> leftOut,
      long upToSequence,
      @Nullable Long catchUpFromMicros,
      long plannedAtMicros) {
    this(metrics, leftOut, upToSequence, catchUpFromMicros, plannedAtMicros, Optional.empty());
  }

  /** The same with other metrics. */
  public PlanInputs withMetrics(List<PlannedMetric> others) {
    return new PlanInputs(
        others, leftOut, upToSequence, catchUpFromMicros, plannedAtMicros, backfill);
  }

  /** The same without anything to evaluate. */
  public PlanInputs withoutMetrics() {
    return withMetrics(List.of());
  }

  /** The same of a part of history, whatever of it was planned before. */
  public PlanInputs of(Backfill part) {
    return new PlanInputs(
        metrics.stream().map(PlannedMetric::neverPlanned).toList(),
        leftOut,
        upToSequence,
        null,
        plannedAtMicros,
        Optional.of(part));
  }

  /**
   * The same, of what has arrived since another run planned; what that one carried over is not new.
   */
  public PlanInputs after(Optional<PlanInputs> earlier) {
    return earlier
        .map(before -> withMetrics(metrics.stream().map(before::raised).toList()))
        .orElse(this);
  }

  private PlannedMetric raised(PlannedMetric metric) {
    return metrics.stream()
            .anyMatch(
                mine ->
                    mine.metricId().equals(metric.metricId())
                        && mine.version() == metric.version()
                        && mine.isAnsweredBy(metric.fingerprint()))
        ? metric.withWatermark(upToSequence)
        : metric;
  }

  public PlanInputs {
    metrics = List.copyOf(metrics);
    leftOut = List.copyOf(leftOut);
  }
}
