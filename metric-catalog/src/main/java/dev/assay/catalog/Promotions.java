package dev.assay.catalog;

import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Which version of each metric trends show. A metric of which none was promoted shows its newest;
 * one that was promoted stays, whatever versions come, until another is. Nothing else depends on
 * it. Thread-safe, and safe beside other processes on the same database.
 *
 * <p>Every method throws {@link DatabaseFailed} when the database cannot be used.
 */
public final class Promotions {
  private static final String SELECT =
      """
      SELECT p.metric_id, p.version, p.promoter_org_id, p.promoter_user_id, p.promoted_at
      FROM metric_promotion p JOIN metric m ON m.id = p.metric_id
      WHERE m.org_id = ?
      """;

  private static final String OF_METRIC = SELECT + " AND p.metric_id = ? ORDER BY p.number DESC";

  private final Transactions transactions;
  private final InstantSource clock;

  /**
   * @param dataSource of {@link CatalogDatabase}
   * @param clock what times are read from, cut to microseconds
   */
  public Promotions(DataSource dataSource, InstantSource clock) {
    this.transactions = new Transactions(dataSource);
    this.clock = clock;
  }

  /**
   * Makes a version the one that trends show. Writes nothing when it is that already by an earlier
   * promotion.
   *
   * @return the promotion that holds now
   * @throws CatalogException.MetricNotFound also when it is deleted
   * @throws CatalogException.VersionNotFound when the metric has no such version
   */
  public Promotion promote(String orgId, String metricId, int version, Actor promoter) {
    return transactions.write(
        connection -> {
          if (!MetricTables.lock(connection, orgId, metricId)) {
            throw new CatalogException.MetricNotFound(orgId, metricId);
          }
          if (MetricTables.version(connection, orgId, metricId, version).isEmpty()) {
            throw new CatalogException.VersionNotFound(metricId, version);
          }
          List<Promotion> earlier =
              Sql.query(connection, OF_METRIC, Promotions::promotion, orgId, metricId);
          if (!earlier.isEmpty() && earlier.get(0).version() == version) {
            return earlier.get(0);
          }
          Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
          Sql.update(
              connection,
              """
              INSERT INTO metric_promotion (metric_id, number, version, promoter_org_id,
                promoter_user_id, promoted_at)
              VALUES (?, ?, ?, ?, ?, ?)
              """,
              metricId,
              earlier.size() + 1,
              version,
              promoter.orgId(),
              promoter.userId(),
              Sql.micros(now));
          return new Promotion(metricId, version, promoter, now);
        });
  }

  /** Every promotion of a metric, the one that holds first. */
  public List<Promotion> history(String orgId, String metricId) {
    return transactions.read(
        connection -> Sql.query(connection, OF_METRIC, Promotions::promotion, orgId, metricId));
  }

  /** The promotion that holds for a metric, or empty when none was made. */
  public Optional<Promotion> of(String orgId, String metricId) {
    return history(orgId, metricId).stream().findFirst();
  }

  /** The promotions that hold, by metric. */
  public Map<String, Promotion> all(String orgId) {
    Map<String, Promotion> newest = new HashMap<>();
    transactions
        .read(
            connection ->
                Sql.query(connection, SELECT + " ORDER BY p.number", Promotions::promotion, orgId))
        .forEach(promotion -> newest.put(promotion.metricId(), promotion));
    return newest;
  }

  private static Promotion promotion(ResultSet row) throws SQLException {
    return new Promotion(
        row.getString(1),
        row.getInt(2),
        new Actor(row.getString(3), row.getString(4)),
        Sql.instant(row.getLong(5)));
  }
}
