package dev.assay.jobs.run;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who may write results of a metric version. A run takes a lease when it plans and gives it back
 * when it is complete; a run that died keeps its leases until it is resumed, so no other run
 * evaluates what it took on.
 */
public final class MetricLeases {

  /**
   * A metric version.
   *
   * @param metricId 24 lowercase hex
   * @param version from 1
   */
  public record Key(String metricId, int version) {}

  /**
   * What the database knows of a metric version's planning.
   *
   * @param ingestionSequence planned up to and including this ingestion
   * @param openRuns runs whose failures are still open, the newest first
   * @param fingerprint of the evaluator that it was planned with last
   * @param samplingRate the share of conversations that was planned
   */
  public record Watermark(
      long ingestionSequence, List<String> openRuns, String fingerprint, double samplingRate) {}

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final RunStore runs;

  public MetricLeases(DataSource dataSource, RunStore runs) {
    this.jdbc = JdbcClient.create(dataSource);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    this.runs = runs;
  }

  /**
   * Takes the lease for a run.
   *
   * @return the fence, or empty when another run that is not complete holds it
   */
  public Optional<Long> take(Key key, String runId) {
    jdbc.sql(
            """
            INSERT INTO metric_version_lease (metric_id, metric_version, run_id, fence)
            VALUES (?, ?, NULL, 0) ON CONFLICT DO NOTHING""")
        .params(key.metricId(), key.version())
        .update();
    jdbc.sql(
            """
            UPDATE metric_version_lease SET run_id = ?, fence = fence + 1
            WHERE metric_id = ? AND metric_version = ? AND (run_id IS NULL OR run_id NOT IN
              (SELECT id FROM run WHERE status = 'RUNNING'))""")
        .params(runId, key.metricId(), key.version())
        .update();
    return holder(key).filter(h -> runId.equals(h.runId())).map(Holder::fence);
  }

  /** The run that holds the lease and is not complete, or null. */
  public @Nullable String holderOf(Key key) {
    return holder(key)
        .map(Holder::runId)
        .filter(id -> runs.incomplete().stream().anyMatch(r -> r.id().equals(id)))
        .orElse(null);
  }

  /**
   * Fails when a run no longer holds what it planned with. Called before each commit.
   *
   * @throws IllegalStateException naming the metric versions that were lost
   */
  public void check(String runId, Collection<PlannedMetric> metrics) {
    Set<String> lost = new HashSet<>();
    for (PlannedMetric metric : metrics) {
      Optional<Holder> holder = holder(metric.key());
      if (holder.isEmpty()
          || !runId.equals(holder.get().runId())
          || holder.get().fence() != metric.fence()) {
        lost.add(metric.name() + " version " + metric.version());
      }
    }
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "Cannot commit results of run %s: another run has taken over %s".formatted(runId, lost));
    }
  }

  /** Gives back all leases of a run. */
  public void release(String runId) {
    jdbc.sql("UPDATE metric_version_lease SET run_id = NULL WHERE run_id = ?")
        .param(runId)
        .update();
  }

  /** How far planning has come for a metric version, or empty when it was never planned. */
  public Optional<Watermark> watermark(Key key) {
    return jdbc.sql(
            """
            SELECT ingestion_sequence, open_runs, coalesce(evaluator_fingerprint, ''),
              sampling_rate
            FROM plan_watermark WHERE metric_id = ? AND metric_version = ?""")
        .params(key.metricId(), key.version())
        .query(
            (rows, n) ->
                new Watermark(
                    rows.getLong(1),
                    List.of(rows.getString(2).split(" ")),
                    rows.getString(3),
                    rows.getDouble(4)))
        .optional();
  }

  /** Keeps what a run plans with; together with its leases this fixes its plan. */
  public void savePlanInputs(String runId, PlanInputs inputs) {
    jdbc.sql("UPDATE run SET plan_inputs = ? WHERE id = ?")
        .params(runs.text(inputs), runId)
        .update();
  }

  /** Moves the watermarks of all metric versions of a committed plan; may be repeated. */
  public void advance(String runId, PlanInputs inputs) {
    transaction.executeWithoutResult(
        status -> {
          for (PlannedMetric metric : inputs.metrics()) {
            save(
                metric.key(),
                new Watermark(
                    inputs.upToSequence(),
                    List.of(runId),
                    metric.fingerprint(),
                    metric.sampling().rate()));
          }
        });
  }

  /**
   * Moves the watermark of a metric version back, so that the next run plans again what this one
   * has taken on and not done, and keeps the failures of the runs since then open. May be repeated:
   * nothing is moved once the run has given back its lease, for others may have planned since.
   *
   * @param sequence everything that was ingested later is planned again
   */
  public void moveBack(String runId, PlannedMetric metric, long sequence) {
    transaction.executeWithoutResult(
        status -> {
          if (holder(metric.key()).filter(h -> runId.equals(h.runId())).isPresent()) {
            save(metric.key(), movedBack(runId, metric, sequence));
          }
        });
  }

  /** What others have planned since the run did, with another evaluator perhaps, stays theirs. */
  private Watermark movedBack(String runId, PlannedMetric metric, long sequence) {
    Watermark now =
        watermark(metric.key())
            .orElse(new Watermark(sequence, List.of(runId), metric.fingerprint(), 1));
    Set<String> open = new LinkedHashSet<>(now.openRuns());
    open.addAll(metric.openRuns());
    return new Watermark(
        Math.min(now.ingestionSequence(), sequence),
        List.copyOf(open),
        now.fingerprint(),
        metric.watermark() == null ? metric.sampling().rate() : metric.sampling().before());
  }

  private void save(Key key, Watermark watermark) {
    jdbc.sql(
            """
            INSERT INTO plan_watermark (metric_id, metric_version, ingestion_sequence, open_runs,
              evaluator_fingerprint, sampling_rate)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (metric_id, metric_version) DO UPDATE SET
              ingestion_sequence = excluded.ingestion_sequence, open_runs = excluded.open_runs,
              evaluator_fingerprint = excluded.evaluator_fingerprint,
              sampling_rate = excluded.sampling_rate""")
        .params(
            key.metricId(),
            key.version(),
            watermark.ingestionSequence(),
            String.join(" ", watermark.openRuns()),
            watermark.fingerprint(),
            watermark.samplingRate())
        .update();
  }

  private record Holder(@Nullable String runId, long fence) {}

  private Optional<Holder> holder(Key key) {
    return jdbc.sql(
            """
            SELECT run_id, fence FROM metric_version_lease
            WHERE metric_id = ? AND metric_version = ?""")
        .params(key.metricId(), key.version())
        .query((rows, n) -> new Holder(rows.getString(1), rows.getLong(2)))
        .optional();
  }
}
