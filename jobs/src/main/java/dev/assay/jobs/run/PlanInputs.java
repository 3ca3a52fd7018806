package dev.assay.jobs.run;

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
 */
public record PlanInputs(
    List<PlannedMetric> metrics,
    List<LeftOut> leftOut,
    long upToSequence,
    @Nullable Long catchUpFromMicros,
    long plannedAtMicros) {

  /**
   * A metric version that a run does not evaluate.
   *
   * @param metric its name
   * @param version its version
   * @param reason for a person: why, and what to do
   */
  public record LeftOut(String metric, int version, String reason) {}

  /** The same with other metrics. */
  public PlanInputs withMetrics(List<PlannedMetric> others) {
    return new PlanInputs(others, leftOut, upToSequence, catchUpFromMicros, plannedAtMicros);
  }

  /** The same without anything to evaluate. */
  public PlanInputs withoutMetrics() {
    return new PlanInputs(List.of(), leftOut, upToSequence, catchUpFromMicros, plannedAtMicros);
  }

  /**
   * The same, of what has arrived since another run planned; what that one carried over is not new.
   */
  public PlanInputs after(Optional<PlanInputs> earlier) {
    return earlier
        .map(
            before ->
                new PlanInputs(
                    metrics.stream().map(metric -> before.raised(metric)).toList(),
                    leftOut,
                    upToSequence,
                    catchUpFromMicros,
                    plannedAtMicros))
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
