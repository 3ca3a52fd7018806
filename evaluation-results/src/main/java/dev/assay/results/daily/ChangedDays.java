package dev.assay.results.daily;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.WarehouseSql;
import io.delta.kernel.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the days whose results or failures have changed between two snapshots.
 *
 * @param results the later snapshot of the results
 * @param failures the later snapshot of the failures
 * @param daily what was counted so far
 */
record ChangedDays(
    Warehouse warehouse, String memoryLimit, Snapshot results, Snapshot failures, Snapshot daily) {

  private static final String DAYS = "SELECT DISTINCT metric_id, metric_version, " + MetricDay.SQL;

  /**
   * @param resultsBefore version of the results that are counted, -1 for none
   * @param failuresBefore version of the failures that are counted, -1 for none
   */
  Set<MetricDay> since(long resultsBefore, long failuresBefore) {
    Optional<TableChanges> ofResults =
        TableChanges.between(
            warehouse, AssayTable.METRIC_EVALUATION_RESULT, resultsBefore, results.getVersion());
    Optional<TableChanges> ofFailures =
        TableChanges.between(
            warehouse, AssayTable.METRIC_EVALUATION_FAILURE, failuresBefore, failures.getVersion());
    try {
      if (ofResults.isEmpty() || ofFailures.isEmpty()) {
        return all();
      }
      return of(ofResults.get(), ofFailures.get());
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot find the days that have changed: " + e.getMessage(), e);
    }
  }

  private Set<MetricDay> of(TableChanges ofResults, TableChanges ofFailures) throws SQLException {
    boolean allThere =
        ofFailures.removedFrom().isEmpty()
            && ofResults.added().stream().allMatch(ChangedDays::isThere)
            && ofFailures.added().stream().allMatch(ChangedDays::isThere);
    if (!allThere) {
      return all();
    }
    Set<MetricDay> days = new HashSet<>();
    ofResults.removedFrom().forEach(partition -> days.add(allDays(partition)));
    if (!ofResults.added().isEmpty()) {
      days.addAll(ofNew(ofResults.added()));
    }
    if (!ofFailures.added().isEmpty()) {
      days.addAll(
          ask(
              new WarehouseSql.Relation(
                  "added", AssayTable.METRIC_EVALUATION_FAILURE, ofFailures.added())));
    }
    return days;
  }

  /** Days of new results, and of those that they replace. */
  private Set<MetricDay> ofNew(List<DataFiles.Live> files) throws SQLException {
    AssayTable table = AssayTable.METRIC_EVALUATION_RESULT;
    WarehouseSql.Relation added = new WarehouseSql.Relation("added", table, files);
    Set<MetricDay> days = ask(added);
    Set<String> replacing = new HashSet<>();
    try (WarehouseSql session = WarehouseSql.over(warehouse, memoryLimit, List.of(added));
        Statement statement = session.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT metric_id FROM added WHERE replaces IS NOT NULL")) {
      while (rows.next()) {
        replacing.add(rows.getString(1));
      }
    }
    if (!replacing.isEmpty()) {
      List<DataFiles.Live> stored =
          DataFiles.of(warehouse, results, Optional.of(Predicates.oneOf("metric_id", replacing)));
      days.addAll(
          ask(
              """
               FROM stored WHERE EXISTS (
                SELECT 1 FROM added a
                WHERE a.replaces = stored.id AND a.org_id = stored.org_id
                  AND a.metric_id = stored.metric_id)""",
              List.of(added, new WarehouseSql.Relation("stored", table, stored))));
    }
    return days;
  }

  /** All days of everything that there is, or was counted. */
  private Set<MetricDay> all() throws SQLException {
    Set<MetricDay> all = new HashSet<>();
    for (Snapshot snapshot : List.of(results, daily)) {
      DataFiles.of(warehouse, snapshot, Optional.empty())
          .forEach(file -> all.add(allDays(file.partition())));
    }
    List<DataFiles.Live> files = DataFiles.of(warehouse, failures, Optional.empty());
    if (!files.isEmpty()) {
      ask(new WarehouseSql.Relation("added", AssayTable.METRIC_EVALUATION_FAILURE, files))
          .forEach(day -> all.add(MetricDay.allDays(day.metricId(), day.version())));
    }
    return all;
  }

  private Set<MetricDay> ask(WarehouseSql.Relation relation) throws SQLException {
    return ask(" FROM " + relation.name(), List.of(relation));
  }

  private Set<MetricDay> ask(String from, List<WarehouseSql.Relation> relations)
      throws SQLException {
    try (WarehouseSql session = WarehouseSql.over(warehouse, memoryLimit, relations);
        Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(DAYS + from)) {
      Set<MetricDay> days = new HashSet<>();
      while (rows.next()) {
        days.add(
            MetricDay.of(rows.getString(1), rows.getInt(2), rows.getObject(3, LocalDate.class)));
      }
      return days;
    }
  }

  private static MetricDay allDays(Map<String, String> partition) {
    return MetricDay.allDays(
        Objects.requireNonNull(partition.get("metric_id")),
        Integer.parseInt(Objects.requireNonNull(partition.get("metric_version"))));
  }

  private static boolean isThere(DataFiles.Live file) {
    return Files.exists(Path.of(file.path()));
  }
}
