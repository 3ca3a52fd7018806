package dev.assay.results.daily;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.query.WarehouseSql;
import io.delta.kernel.Snapshot;
import io.delta.kernel.expressions.Predicate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps {@code metric_daily}: counts of results and failures for each day, which are always what
 * counting all of them anew would give. The table's log notes up to which version of the results
 * and of the failures they are counted, in the commit that counts them; so an update may be
 * repeated, and ended anywhere.
 *
 * <p>One update of a warehouse at a time: of two the later commit fails, and its run goes on with
 * the next one.
 */
public final class MetricDaily {

  private static final AssayTable TABLE = AssayTable.METRIC_DAILY;
  private static final AssayTable RESULTS = AssayTable.METRIC_EVALUATION_RESULT;
  private static final AssayTable FAILURES = AssayTable.METRIC_EVALUATION_FAILURE;

  private final Warehouse warehouse;
  private final String memoryLimit;

  /**
   * @param memoryLimit DuckDB's limit, such as {@code 512MB}
   */
  public MetricDaily(Warehouse warehouse, String memoryLimit) {
    this.warehouse = warehouse;
    this.memoryLimit = memoryLimit;
  }

  /**
   * Counts what has changed since the last update: it reads the metric versions, and mostly the
   * days, that have new results or failures.
   *
   * @return the snapshot of the results that is counted now
   */
  public Snapshot update() {
    Snapshot results = warehouse.existing(RESULTS);
    Snapshot failures = warehouse.existing(FAILURES);
    Snapshot daily = warehouse.existing(TABLE);
    long resultsBefore = warehouse.committed(daily, RESULTS.label());
    long failuresBefore = warehouse.committed(daily, FAILURES.label());
    if (resultsBefore == results.getVersion() && failuresBefore == failures.getVersion()) {
      return results;
    }
    ChangedDays changes = new ChangedDays(warehouse, memoryLimit, results, failures, daily);
    Set<MetricDay> changed = changes.since(resultsBefore, failuresBefore);
    Counting counting = new Counting(results, failures, daily, changed);
    commit(counting, counting.files());
    return results;
  }

  private void commit(Counting counting, List<DataFile> files) {
    long number = warehouse.committed(counting.daily, TABLE.label()) + 1;
    var unused =
        new TableCommit(warehouse, TABLE, counting.daily, TABLE.label(), number)
            .add(files)
            .remove(counting.outdated())
            .note(RESULTS.label(), counting.results.getVersion())
            .note(FAILURES.label(), counting.failures.getVersion())
            .make();
  }

  /** One update: what it counts, and which files hold that. */
  private final class Counting {
    private final Snapshot results;
    private final Snapshot failures;
    private final Snapshot daily;
    private final Set<MetricDay> changed;
    private final Set<Map<String, String>> partitions;

    Counting(Snapshot results, Snapshot failures, Snapshot daily, Set<MetricDay> changed) {
      this.results = results;
      this.failures = failures;
      this.daily = daily;
      this.changed = changed;
      this.partitions =
          changed.stream()
              .map(
                  day ->
                      Map.of(
                          "metric_id",
                          day.metricId(),
                          "metric_version",
                          String.valueOf(day.version())))
              .collect(Collectors.toSet());
    }

    /** Writes the days that are counted anew, and those beside them. */
    List<DataFile> files() {
      if (changed.isEmpty()) {
        return List.of();
      }
      try (WarehouseSql session = WarehouseSql.over(warehouse, memoryLimit, relations())) {
        return new DailyCounts(warehouse, session).write(changed);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot count days: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write counts of days", e);
      }
    }

    private List<WarehouseSql.Relation> relations() {
      Predicate metrics =
          Predicates.oneOf(
              "metric_id", changed.stream().map(MetricDay::metricId).collect(Collectors.toSet()));
      Predicate days =
          MetricDay.condition(changed)
              .map(condition -> Predicates.both(metrics, condition))
              .orElse(metrics);
      return List.of(
          new WarehouseSql.Relation(RESULTS.label(), RESULTS, ofPartitions(results, days)),
          // What replaces a result may be of another version and day.
          new WarehouseSql.Relation(
              WarehouseSql.REPLACING,
              RESULTS,
              DataFiles.of(
                  warehouse,
                  results,
                  Optional.of(Predicates.both(metrics, Predicates.isNotNull("replaces"))))),
          new WarehouseSql.Relation(
              FAILURES.label(), FAILURES, DataFiles.of(warehouse, failures, Optional.of(days))),
          new WarehouseSql.Relation(TABLE.label(), TABLE, ofPartitions(daily, metrics)));
    }

    private List<DataFiles.Live> ofPartitions(Snapshot snapshot, Predicate condition) {
      return DataFiles.of(warehouse, snapshot, Optional.of(condition)).stream()
          .filter(file -> partitions.contains(file.partition()))
          .toList();
    }

    /** The files that the new ones take the place of. */
    List<DataFiles.Removable> outdated() {
      return DataFiles.removable(warehouse, daily).stream()
          .filter(file -> partitions.contains(file.file().partition()))
          .toList();
    }
  }
}
