package dev.assay.jobs.nightly;

import dev.assay.catalog.Metric;
import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.LeftOut;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.evaluate.WavePart;
import dev.assay.jobs.forecast.JudgeForecast;
import dev.assay.jobs.forecast.JudgeForecasting;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.jobs.plan.Planning;
import dev.assay.results.file.DataFile;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/**
 * What a run would do now with the conversations that are taken in. Making one changes nothing.
 *
 * @param metrics what it would evaluate
 * @param leftOut metric versions that it would not, and why
 * @param evaluations how many, by the metrics' ordinals
 * @param judging what the judged ones would take
 * @param duration about how long the judge would be asked; empty when nothing is known of its pace
 */
public record RunPreview(
    List<PlannedMetric> metrics,
    List<LeftOut> leftOut,
    Map<Integer, Long> evaluations,
    JudgeForecast judging,
    Optional<Duration> duration) {

  private static final double MILLIS_A_MINUTE = 60_000;

  public RunPreview {
    metrics = List.copyOf(metrics);
    leftOut = List.copyOf(leftOut);
    evaluations = Map.copyOf(evaluations);
  }

  /**
   * Looks ahead to a nightly run.
   *
   * @param catalog the organization's metrics
   * @param catchUpDays how far back a new metric version goes; empty for all
   * @param samplingRate the share of conversations that is evaluated
   */
  public static RunPreview of(
      JobContext context,
      String orgId,
      List<Metric> catalog,
      Optional<Double> catchUpDays,
      double samplingRate) {
    return of(
        context,
        orgId,
        new PlanSource(context, orgId, samplingRate)
            .inputs(
                MetricSelection.Wanted.newest(catalog),
                Optional.empty(),
                catchUpDays.map(days -> PlanSource.daysBefore(Instant.now(), days)).orElse(null),
                free(context)));
  }

  /** Looks ahead to a backfill. */
  public static RunPreview of(
      JobContext context, String orgId, Backfill backfill, double samplingRate) {
    return of(
        context,
        orgId,
        new PlanSource(context, orgId, samplingRate)
            .inputs(
                PlanSource.wanted(context, orgId, backfill),
                Optional.of(backfill),
                null,
                free(context)));
  }

  /** Leases that nobody holds, without taking them. */
  private static MetricSelection.Hold free(JobContext context) {
    MetricLeases leases = context.leases();
    return key -> leases.holderOf(key) == null ? Optional.of(0L) : Optional.empty();
  }

  private static RunPreview of(JobContext context, String orgId, PlanInputs inputs) {
    String id = RunStore.newId();
    Path temporary = context.home().temporary();
    Path folder = temporary.resolve("preview-" + id);
    try {
      List<DataFile> planned =
          new Planning(
                  context.warehouse(),
                  orgId,
                  inputs,
                  context.settings().maxAttempts(),
                  context.settings().waveConversations(),
                  temporary)
              .write(id, folder);
      if (planned.isEmpty()) {
        return new RunPreview(
            inputs.metrics(), inputs.leftOut(), Map.of(), JudgeForecast.NONE, Optional.empty());
      }
      PlannedFiles files = PlannedFiles.read(planned);
      JudgeForecast judging = judging(context, orgId, inputs.metrics(), planned, files.extent());
      return new RunPreview(
          inputs.metrics(),
          inputs.leftOut(),
          files.evaluations(),
          judging,
          duration(context, orgId, judging));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep a plan under " + folder, e);
    } finally {
      FileUtils.deleteQuietly(folder.toFile());
    }
  }

  private static JudgeForecast judging(
      JobContext context,
      String orgId,
      List<PlannedMetric> metrics,
      List<DataFile> planned,
      WavePart.Extent extent) {
    JudgeSection judge = context.settings().judge();
    return judge == null
        ? JudgeForecast.NONE
        : new JudgeForecasting(
                judge.laneSettings(),
                orgId,
                metrics,
                context.warehouse(),
                context.tasks(),
                context.home().temporary(),
                context::knownAnswers)
            .of(
                WavePart.of(
                    context.warehouse(),
                    planned.stream().map(DataFile::path).toList(),
                    extent,
                    context.tasks().places()));
  }

  /** The slowest of what the settings allow and what the endpoint was seen to do. */
  private static Optional<Duration> duration(
      JobContext context, String orgId, JudgeForecast judging) {
    JudgeSection judge = context.settings().judge();
    if (judge == null || judge.lane() == Lane.BATCH) {
      return Optional.empty();
    }
    JudgeForecast.Line total = judging.total();
    Integer requests = judge.pace().requestsPerMinute();
    Long tokens = judge.pace().tokensPerMinute();
    Optional<Double> latency = lastLatencyMillis(context, orgId);
    long inFlight =
        Math.min(
            judge.pace().maxInFlight(),
            (long) judge.settings().limits().concurrency() * context.tasks().places());
    double millis =
        Math.max(
            Math.max(
                requests == null ? 0 : judging.requests() * MILLIS_A_MINUTE / requests,
                tokens == null
                    ? 0
                    : (total.inputTokens() + total.outputTokens().expected())
                        * MILLIS_A_MINUTE
                        / tokens),
            latency.map(each -> each * judging.requests() / inFlight).orElse(0.0));
    return requests == null && tokens == null && latency.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
  }

  /** How long the answers of the organization's last run that asked took. */
  private static Optional<Double> lastLatencyMillis(JobContext context, String orgId) {
    return TableQuery.query(
            context.warehouse(),
            """
            SELECT avg(latency_ms) FROM judgement WHERE call_end = 'answered' AND run_id =
              (SELECT arg_max(run_id, created_at) FROM judgement
               WHERE org_id = ? AND call_end = 'answered' AND latency_ms IS NOT NULL)""",
            rows -> {
              double mean = rows.getDouble(1);
              return rows.wasNull() ? Optional.<Double>empty() : Optional.of(mean);
            },
            orgId)
        .get(0);
  }
}
