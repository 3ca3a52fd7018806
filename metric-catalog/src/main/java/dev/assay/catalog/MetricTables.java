package dev.assay.catalog;

import dev.assay.catalog.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The statements on the tables {@code metric} and {@code metric_version}; both databases run them.
 */
final class MetricTables {
  private static final String SELECT_METRIC =
      """
      SELECT m.id, m.org_id, m.name, m.applied_to_services, m.additional_notes, m.tags,
             m.sampling_rate, m.creator_org_id AS metric_creator_org_id,
             m.creator_user_id AS metric_creator_user_id,
             m.updated_by_org_id, m.updated_by_user_id, m.is_deleted,
             m.created_at AS metric_created_at, m.updated_at,
             v.version, v.description, v.metric_value, v.evaluator,
             v.creator_org_id, v.creator_user_id, v.created_at
      FROM metric m JOIN metric_version v ON v.metric_id = m.id AND v.version = m.latest_version
      WHERE m.org_id = ?
      """;

  private static final String SELECT_VERSION =
      """
      SELECT m.id, m.name, v.version, v.description, v.metric_value, v.evaluator,
             v.creator_org_id, v.creator_user_id, v.created_at
      FROM metric m JOIN metric_version v ON v.metric_id = m.id
      WHERE m.org_id = ? AND m.id = ?
      """;

  private MetricTables() {}

  static Optional<Metric> find(Connection connection, String orgId, String metricId)
      throws SQLException {
    return Sql.first(
        connection, SELECT_METRIC + " AND m.id = ?", MetricTables::metric, orgId, metricId);
  }

  static Optional<Metric> findByName(Connection connection, String orgId, String name)
      throws SQLException {
    return Sql.first(
        connection,
        SELECT_METRIC + " AND m.name = ? AND NOT m.is_deleted",
        MetricTables::metric,
        orgId,
        name);
  }

  static List<Metric> list(Connection connection, String orgId) throws SQLException {
    return Sql.query(
        connection, SELECT_METRIC + " AND NOT m.is_deleted", MetricTables::metric, orgId);
  }

  static List<Metric> listAll(Connection connection, String orgId) throws SQLException {
    return Sql.query(connection, SELECT_METRIC, MetricTables::metric, orgId);
  }

  static List<MetricVersion> versions(Connection connection, String orgId, String metricId)
      throws SQLException {
    return Sql.query(
        connection, SELECT_VERSION + " ORDER BY v.version", MetricTables::version, orgId, metricId);
  }

  static Optional<MetricVersion> version(
      Connection connection, String orgId, String metricId, int version) throws SQLException {
    return Sql.first(
        connection,
        SELECT_VERSION + " AND v.version = ?",
        MetricTables::version,
        orgId,
        metricId,
        version);
  }

  /** False when the name is taken. */
  static boolean insertIfNameIsFree(Connection connection, Metric metric) throws SQLException {
    return 1
        == Sql.update(
            connection,
            """
            INSERT INTO metric (id, org_id, name, metric_value_type, latest_version,
              applied_to_services, additional_notes, tags, sampling_rate, creator_org_id,
              creator_user_id, updated_by_org_id, updated_by_user_id, is_deleted, created_at,
              updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, ?, ?)
            ON CONFLICT (org_id, name) WHERE NOT is_deleted DO NOTHING
            """,
            metric.id(),
            metric.orgId(),
            metric.name(),
            metric.latest().value().type(),
            metric.latest().version(),
            CatalogJson.writeTexts(metric.appliedToServices()),
            metric.additionalNotes(),
            CatalogJson.writeTags(metric.tags()),
            metric.samplingRate(),
            metric.creator().orgId(),
            metric.creator().userId(),
            metric.updatedBy().orgId(),
            metric.updatedBy().userId(),
            Sql.micros(metric.createdAt()),
            Sql.micros(metric.updatedAt()));
  }

  static void insertVersion(Connection connection, MetricVersion version) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO metric_version (metric_id, version, description, metric_value, evaluator,
          creator_org_id, creator_user_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        version.metricId(),
        version.version(),
        version.description(),
        CatalogJson.write(version.value()),
        CatalogJson.write(version.evaluator()),
        version.creator().orgId(),
        version.creator().userId(),
        Sql.micros(version.createdAt()));
  }

  /**
   * Keeps others from changing the metric until this transaction ends; false when it is deleted.
   */
  static boolean lock(Connection connection, String orgId, String metricId) throws SQLException {
    return 1
        == Sql.update(
            connection,
            """
            UPDATE metric SET latest_version = latest_version
            WHERE org_id = ? AND id = ? AND NOT is_deleted
            """,
            orgId,
            metricId);
  }

  static void update(Connection connection, Metric metric) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE metric SET latest_version = ?, applied_to_services = ?, additional_notes = ?,
          tags = ?, sampling_rate = ?, updated_by_org_id = ?, updated_by_user_id = ?, is_deleted = ?, updated_at = ?
        WHERE id = ?
        """,
        metric.latest().version(),
        CatalogJson.writeTexts(metric.appliedToServices()),
        metric.additionalNotes(),
        CatalogJson.writeTags(metric.tags()),
        metric.samplingRate(),
        metric.updatedBy().orgId(),
        metric.updatedBy().userId(),
        metric.deleted(),
        Sql.micros(metric.updatedAt()),
        metric.id());
  }

  private static Metric metric(ResultSet row) throws SQLException {
    return new Metric(
        row.getString("id"),
        row.getString("org_id"),
        row.getString("name"),
        CatalogJson.readTexts(row.getString("applied_to_services")),
        row.getString("additional_notes"),
        CatalogJson.readTags(row.getString("tags")),
        row.getDouble("sampling_rate"),
        version(row),
        new Actor(row.getString("metric_creator_org_id"), row.getString("metric_creator_user_id")),
        new Actor(row.getString("updated_by_org_id"), row.getString("updated_by_user_id")),
        row.getBoolean("is_deleted"),
        Sql.instant(row.getLong("metric_created_at")),
        Sql.instant(row.getLong("updated_at")));
  }

  private static MetricVersion version(ResultSet row) throws SQLException {
    return new MetricVersion(
        row.getString("id"),
        row.getInt("version"),
        row.getString("name"),
        row.getString("description"),
        CatalogJson.readMetricValue(row.getString("metric_value")),
        CatalogJson.readEvaluator(row.getString("evaluator")),
        new Actor(row.getString("creator_org_id"), row.getString("creator_user_id")),
        Sql.instant(row.getLong("created_at")));
  }
}
