package dev.assay.installation.run;

import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What checks of packing have found, the newest of each metric. They are kept beside the catalog,
 * not in it: metric files say all of a metric, and would clear them every night.
 */
public final class PackingVerdicts {
  private final Transactions transactions;

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

  /**
   * @param dataSource of the catalog's database
   */
  public PackingVerdicts(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** Keeps a finding in place of the metric's last one. */
  public void save(Verdict verdict) {
    transactions.write(
        connection ->
            Sql.update(
                connection,
                """
                INSERT INTO packing_verdict (metric_id, metric_version, model, alone, agreed, pairs,
                  threshold, checked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (metric_id) DO UPDATE SET metric_version = excluded.metric_version,
                  model = excluded.model, alone = excluded.alone, agreed = excluded.agreed,
                  pairs = excluded.pairs, threshold = excluded.threshold,
                  checked_at = excluded.checked_at""",
                verdict.metricId(),
                verdict.version(),
                verdict.model(),
                verdict.alone() ? 1 : 0,
                verdict.agreed(),
                verdict.pairs(),
                verdict.threshold(),
                Sql.micros(verdict.checkedAt())));
  }

  /** The newest finding of a metric. */
  public Optional<Verdict> of(String metricId) {
    return transactions.read(
        connection ->
            Sql.first(
                connection,
                "SELECT * FROM packing_verdict WHERE metric_id = ?",
                PackingVerdicts::verdict,
                metricId));
  }

  /** The ids of the metrics that are judged alone. */
  public Set<String> alone() {
    return Set.copyOf(
        transactions.read(
            connection ->
                Sql.query(
                    connection,
                    "SELECT metric_id FROM packing_verdict WHERE alone = 1",
                    row -> row.getString(1))));
  }

  private static Verdict verdict(ResultSet row) throws SQLException {
    return new Verdict(
        row.getString("metric_id"),
        row.getInt("metric_version"),
        row.getString("model"),
        row.getInt("alone") == 1,
        row.getInt("agreed"),
        row.getInt("pairs"),
        row.getDouble("threshold"),
        Sql.instant(row.getLong("checked_at")));
  }
}
