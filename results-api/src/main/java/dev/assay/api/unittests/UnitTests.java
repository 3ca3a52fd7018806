package dev.assay.api.unittests;

import dev.assay.catalog.Actor;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.MetricUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps unit tests in the catalog's database, beside the metrics that they use. */
final class UnitTests implements MetricUse {
  private final MetricStore metrics;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  UnitTests(MetricStore metrics, DataSource database) {
    this.metrics = metrics;
    this.jdbc = JdbcClient.create(database);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
  }

  /** Metrics of which the unit test has a criterion of another value type. */
  static final class WrongTypes extends RuntimeException {
    private final transient List<Integer> positions;

    WrongTypes(List<Integer> positions) {
      super(
          "Invalid criterions %s: they are of another type than their metrics"
              .formatted(positions));
      this.positions = List.copyOf(positions);
    }

    /** Which criterions, from 0. */
    List<Integer> positions() {
      return positions;
    }
  }

  /**
   * Keeps a new one. From here on its metrics cannot be deleted.
   *
   * @throws dev.assay.catalog.CatalogException.MetricNotFound when a metric is unknown or deleted
   * @throws WrongTypes when a criterion does not fit its metric
   */
  void create(UnitTest test) {
    Set<String> ids = new TreeSet<>();
    test.criterions().forEach(criterion -> ids.add(criterion.metricId()));
    metrics.whileKept(
        test.orgId(),
        ids,
        (connection, found) -> {
          List<Integer> wrong = new ArrayList<>();
          for (int i = 0; i < test.criterions().size(); i++) {
            UnitTest.Criterion criterion = test.criterions().get(i);
            Metric metric = Objects.requireNonNull(found.get(criterion.metricId()));
            String type = metric.latest().value().type();
            if (!criterion.condition().type().equals(type)) {
              wrong.add(i);
            }
          }
          if (!wrong.isEmpty()) {
            throw new WrongTypes(wrong);
          }
          insert(connection, test, ids);
        });
  }

  /** All of an organization, the newest first. */
  List<UnitTest> list(String orgId) {
    return jdbc.sql(
            """
            SELECT id, org_id, name, service_id, success_criterions, creator_org_id,
              creator_user_id, created_at
            FROM simulation_unit_test WHERE org_id = ? ORDER BY created_at DESC, id
            """)
        .param(orgId)
        .query(UnitTests::test)
        .list();
  }

  /** Whether there was one to delete. */
  boolean delete(String orgId, String id) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              jdbc.sql(
                      """
                      DELETE FROM simulation_unit_test_metric WHERE unit_test_id IN
                        (SELECT id FROM simulation_unit_test WHERE org_id = ? AND id = ?)
                      """)
                  .params(orgId, id)
                  .update();
              return jdbc.sql("DELETE FROM simulation_unit_test WHERE org_id = ? AND id = ?")
                      .params(orgId, id)
                      .update()
                  == 1;
            }));
  }

  @Override
  public List<String> users(Connection connection, String metricId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT t.name FROM simulation_unit_test_metric m
            JOIN simulation_unit_test t ON t.id = m.unit_test_id
            WHERE m.metric_id = ? ORDER BY t.name
            """)) {
      query.setString(1, metricId);
      List<String> names = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }

  private static void insert(Connection connection, UnitTest test, Set<String> metricIds)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO simulation_unit_test (id, org_id, name, service_id, success_criterions,
              creator_org_id, creator_user_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setString(1, test.id());
      insert.setString(2, test.orgId());
      insert.setString(3, test.name());
      insert.setString(4, test.serviceId());
      insert.setString(5, CriterionJson.kept(test.criterions()));
      insert.setString(6, test.creator().orgId());
      insert.setString(7, test.creator().userId());
      insert.setLong(8, ChronoUnit.MICROS.between(Instant.EPOCH, test.createdAt()));
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO simulation_unit_test_metric (unit_test_id, metric_id) VALUES (?, ?)")) {
      for (String metricId : metricIds) {
        insert.setString(1, test.id());
        insert.setString(2, metricId);
        insert.executeUpdate();
      }
    }
  }

  private static UnitTest test(ResultSet row, int number) throws SQLException {
    return new UnitTest(
        row.getString("id"),
        row.getString("org_id"),
        row.getString("name"),
        row.getString("service_id"),
        CriterionJson.readKept(row.getString("success_criterions")),
        new Actor(row.getString("creator_org_id"), row.getString("creator_user_id")),
        Instant.EPOCH.plus(row.getLong("created_at"), ChronoUnit.MICROS));
  }
}
