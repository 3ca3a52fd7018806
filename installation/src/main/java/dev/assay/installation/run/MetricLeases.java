package dev.assay.installation.run;

import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import dev.assay.installation.run.Run.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who may write results of a metric version. A run takes a lease when it plans and gives it back
 * when it is complete; a run that died keeps its leases until it is resumed, so no other run
 * evaluates what it took on. Thread-safe, and safe beside other processes.
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

  private final Transactions transactions;

  /**
   * @param dataSource of the catalog's database
   */
  public MetricLeases(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /**
   * Takes the lease for a run.
   *
   * @return the fence, or empty when another run that is not complete holds it
   */
  public Optional<Long> take(Key key, String runId) {
    return transactions.write(
        connection -> {
          Sql.update(
              connection,
              """
              INSERT INTO metric_version_lease (metric_id, metric_version, run_id, fence)
              VALUES (?, ?, NULL, 0) ON CONFLICT DO NOTHING""",
              key.metricId(),
              key.version());
          Sql.update(
              connection,
              """
              UPDATE metric_version_lease SET run_id = ?, fence = fence + 1
              WHERE metric_id = ? AND metric_version = ? AND (run_id IS NULL OR run_id NOT IN
                (SELECT id FROM run WHERE status = ?))""",
              runId,
              key.metricId(),
              key.version(),
              State.RUNNING.name());
          return holder(connection, key).filter(h -> runId.equals(h.runId())).map(Holder::fence);
        });
  }

  /** The run that holds the lease and is not complete, or null. */
  public @Nullable String holderOf(Key key) {
    return transactions
        .read(
            connection ->
                Sql.first(
                    connection,
                    """
                    SELECT id FROM run WHERE status = ? AND id IN
                      (SELECT run_id FROM metric_version_lease
                       WHERE metric_id = ? AND metric_version = ?)""",
                    row -> row.getString(1),
                    State.RUNNING.name(),
                    key.metricId(),
                    key.version()))
        .orElse(null);
  }

  /**
   * Fails when a run no longer holds what it planned with. Called before each commit.
   *
   * @throws IllegalStateException naming the metric versions that were lost
   */
  public void check(String runId, Collection<PlannedMetric> metrics) {
    Set<String> lost = transactions.read(connection -> lost(connection, runId, metrics));
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "Cannot commit results of run %s: another run has taken over %s".formatted(runId, lost));
    }
  }

  private static Set<String> lost(
      Connection connection, String runId, Collection<PlannedMetric> metrics) throws SQLException {
    Set<String> lost = new TreeSet<>();
    for (PlannedMetric metric : metrics) {
      Holder wanted = new Holder(runId, metric.fence());
      if (!holder(connection, metric.key()).equals(Optional.of(wanted))) {
        lost.add(metric.name() + " version " + metric.version());
      }
    }
    return lost;
  }

  /** Gives back all leases of a run. */
  public void release(String runId) {
    transactions.write(
        connection ->
            Sql.update(
                connection,
                "UPDATE metric_version_lease SET run_id = NULL WHERE run_id = ?",
                runId));
  }

  /** How far planning has come for a metric version, or empty when it was never planned. */
  public Optional<Watermark> watermark(Key key) {
    return transactions.read(connection -> watermark(connection, key));
  }

  /** Moves the watermarks of all metric versions of a committed plan; may be repeated. */
  public void advance(String runId, PlanInputs inputs) {
    transactions.write(
        connection -> {
          for (PlannedMetric metric : inputs.metrics()) {
            save(
                connection,
                metric.key(),
                new Watermark(
                    inputs.upToSequence(),
                    List.of(runId),
                    metric.fingerprint(),
                    metric.sampling().rate()));
          }
          return inputs.metrics().size();
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
    transactions.write(
        connection -> {
          boolean holds = lock(connection, metric.key(), runId);
          if (holds) {
            save(connection, metric.key(), movedBack(connection, runId, metric, sequence));
          }
          return holds;
        });
  }

  /** What others have planned since the run did, with another evaluator perhaps, stays theirs. */
  private static Watermark movedBack(
      Connection connection, String runId, PlannedMetric metric, long sequence)
      throws SQLException {
    Watermark now =
        watermark(connection, metric.key())
            .orElse(new Watermark(sequence, List.of(runId), metric.fingerprint(), 1));
    Set<String> open = new LinkedHashSet<>(now.openRuns());
    open.addAll(metric.openRuns());
    return new Watermark(
        Math.min(now.ingestionSequence(), sequence),
        List.copyOf(open),
        now.fingerprint(),
        metric.watermark() == null ? metric.sampling().rate() : metric.sampling().before());
  }

  private static Optional<Watermark> watermark(Connection connection, Key key) throws SQLException {
    return Sql.first(
        connection,
        """
        SELECT ingestion_sequence, open_runs, evaluator_fingerprint, sampling_rate
        FROM plan_watermark WHERE metric_id = ? AND metric_version = ?""",
        MetricLeases::watermark,
        key.metricId(),
        key.version());
  }

  private static Watermark watermark(ResultSet row) throws SQLException {
    return new Watermark(
        row.getLong(1), List.of(row.getString(2).split(" ")), row.getString(3), row.getDouble(4));
  }

  private static void save(Connection connection, Key key, Watermark watermark)
      throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO plan_watermark (metric_id, metric_version, ingestion_sequence, open_runs,
          evaluator_fingerprint, sampling_rate)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (metric_id, metric_version) DO UPDATE SET
          ingestion_sequence = excluded.ingestion_sequence, open_runs = excluded.open_runs,
          evaluator_fingerprint = excluded.evaluator_fingerprint,
          sampling_rate = excluded.sampling_rate""",
        key.metricId(),
        key.version(),
        watermark.ingestionSequence(),
        String.join(" ", watermark.openRuns()),
        watermark.fingerprint(),
        watermark.samplingRate());
  }

  /** Keeps the run from losing the lease until this transaction ends; false when it has. */
  private static boolean lock(Connection connection, Key key, String runId) throws SQLException {
    return 1
        == Sql.update(
            connection,
            """
            UPDATE metric_version_lease SET fence = fence
            WHERE metric_id = ? AND metric_version = ? AND run_id = ?""",
            key.metricId(),
            key.version(),
            runId);
  }

  private record Holder(@Nullable String runId, long fence) {}

  private static Optional<Holder> holder(Connection connection, Key key) throws SQLException {
    return Sql.first(
        connection,
        """
        SELECT run_id, fence FROM metric_version_lease
        WHERE metric_id = ? AND metric_version = ?""",
        row -> new Holder(row.getString(1), row.getLong(2)),
        key.metricId(),
        key.version());
  }
}
