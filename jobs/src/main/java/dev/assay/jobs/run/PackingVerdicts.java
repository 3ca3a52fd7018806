package dev.assay.jobs.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What checks of packing have found, the newest of each metric. They are kept beside the catalog,
 * not in it: metric files say all of a metric, and would clear them every night.
 */
public final class PackingVerdicts {
  private final JdbcClient jdbc;

  /**
   * A finding. It holds for later versions of the metric, too, until it is checked again.
   *
   * @param metricId 24 lowercase hex
   * @param version that was checked
   * @param model of the judge that was asked
   * @param alone whether the metric is judged alone from then on
   * @param agreed pairs of answers, one packed and one solo, that agree
   * @param pairs that were compared
   * @param threshold the lowest rate of agreement with which a metric is packed
   * @param checkedAt when; microseconds
   */
  public record Verdict(
      String metricId,
      int version,
      String model,
      boolean alone,
      int agreed,
      int pairs,
      double threshold,
      Instant checkedAt) {}

  public PackingVerdicts(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
  }

  /** Keeps a finding in place of the metric's last one. */
  public void save(Verdict verdict) {
    jdbc.sql(
            """
            INSERT INTO packing_verdict (metric_id, metric_version, model, alone, agreed, pairs,
              threshold, checked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (metric_id) DO UPDATE SET metric_version = excluded.metric_version,
              model = excluded.model, alone = excluded.alone, agreed = excluded.agreed,
              pairs = excluded.pairs, threshold = excluded.threshold,
              checked_at = excluded.checked_at""")
        .params(
            verdict.metricId(),
            verdict.version(),
            verdict.model(),
            verdict.alone() ? 1 : 0,
            verdict.agreed(),
            verdict.pairs(),
            verdict.threshold(),
            ChronoUnit.MICROS.between(Instant.EPOCH, verdict.checkedAt()))
        .update();
  }

  /** The newest finding of a metric. */
  public Optional<Verdict> of(String metricId) {
    return jdbc.sql("SELECT * FROM packing_verdict WHERE metric_id = ?")
        .param(metricId)
        .query(mapper())
        .optional();
  }

  /** The ids of the metrics that are judged alone. */
  public Set<String> alone() {
    return jdbc.sql("SELECT * FROM packing_verdict WHERE alone = 1").query(mapper()).list().stream()
        .map(Verdict::metricId)
        .collect(Collectors.toSet());
  }

  private static RowMapper<Verdict> mapper() {
    return (rows, n) ->
        new Verdict(
            rows.getString("metric_id"),
            rows.getInt("metric_version"),
            rows.getString("model"),
            rows.getInt("alone") == 1,
            rows.getInt("agreed"),
            rows.getInt("pairs"),
            rows.getDouble("threshold"),
            Instant.EPOCH.plus(rows.getLong("checked_at"), ChronoUnit.MICROS));
  }
}
