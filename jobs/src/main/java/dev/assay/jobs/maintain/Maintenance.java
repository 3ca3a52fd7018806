package dev.assay.jobs.maintain;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.assay.installation.run.MetricLeases;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.FileEdit;
import dev.assay.results.query.TableQuery;
import dev.assay.results.rewrite.SupersededResults;
import io.delta.kernel.Snapshot;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The maintenance of result tables after a run. Every part may be repeated after a crash. One at a
 * time for a home; whoever appends need not wait for it.
 */
public final class Maintenance {

  /** From so many files on, a metric version's files are joined. */
  private static final int FILES_TO_COMPACT = 32;

  private static final long SMALL_FILE_BYTES = 32L << 20;

  private final Warehouse warehouse;
  private final Supplier<Tables> tables;
  private final Predicate<MetricLeases.Key> free;

  /**
   * @param tables opened only when there is something to do
   * @param free whether this run may change a metric version's rows: nobody else is appending
   */
  public Maintenance(
      Warehouse warehouse, Supplier<Tables> tables, Predicate<MetricLeases.Key> free) {
    this.warehouse = warehouse;
    this.tables = tables;
    this.free = free;
  }

  /** Counts what is new by day, moves superseded results to the history and joins small files. */
  public void run() {
    // Only what is counted is moved: then no result leaves the table without its day's knowing.
    Snapshot counted = new MetricDaily(warehouse, TableQuery.MEMORY_LIMIT).update();
    for (Map.Entry<String, Set<Integer>> metric : metricsWithReplacements(counted).entrySet()) {
      boolean allFree =
          metric.getValue().stream()
              .allMatch(version -> free.test(new MetricLeases.Key(metric.getKey(), version)));
      if (allFree) {
        moveSuperseded(metric.getKey(), metric.getValue(), counted);
      }
    }
    compact();
  }

  private Map<String, Set<Integer>> metricsWithReplacements(Snapshot snapshot) {
    Map<String, Set<Integer>> metrics = versions(snapshot, Predicates.isNotNull("replaces"));
    if (!metrics.isEmpty()) {
      // A manual result replaces that of an earlier version, too.
      versions(snapshot, Predicates.equal("source_type", "manual"))
          .forEach(
              (metric, versions) ->
                  metrics.computeIfPresent(
                      metric,
                      (same, found) -> {
                        found.addAll(versions);
                        return found;
                      }));
    }
    return metrics;
  }

  /** Metrics and versions with files in which a row may meet the condition. */
  private Map<String, Set<Integer>> versions(
      Snapshot snapshot, io.delta.kernel.expressions.Predicate condition) {
    return DataFiles.of(warehouse, snapshot, Optional.of(condition)).stream()
        .collect(
            Collectors.groupingBy(
                f -> f.value("metric_id"),
                java.util.TreeMap::new,
                Collectors.mapping(
                    f -> Integer.valueOf(f.value("metric_version")),
                    Collectors.toCollection(TreeSet::new))));
  }

  /**
   * Of one snapshot, first the history gets the superseded rows, each once; then copies without
   * them take the places of their files. What is appended meanwhile waits for the next maintenance.
   */
  private void moveSuperseded(String metricId, Set<Integer> versions, Snapshot snapshot) {
    SupersededResults superseded = SupersededResults.of(warehouse, snapshot, metricId, versions);
    List<FileEdit> edits = superseded.edits(TableQuery.MEMORY_LIMIT);
    if (!edits.isEmpty()) {
      keepHistory(metricId, versions, snapshot.getVersion());
      superseded.replace(edits, copies(edits));
    }
  }

  private void keepHistory(String metricId, Set<Integer> versions, long snapshot) {
    Tables open = tables.get();
    Dataset<Row> results =
        open.read(AssayTable.METRIC_EVALUATION_RESULT, snapshot)
            .where(
                col("metric_id")
                    .equalTo(metricId)
                    .and(col("metric_version").isin(versions.toArray())));
    Dataset<Row> successors =
        results
            .where("replaces IS NOT NULL")
            .selectExpr(
                "replaces AS superseded_id",
                "id AS superseded_by",
                "created_at AS superseded_at",
                "org_id AS successor_org");
    Dataset<Row> superseded =
        results.join(
            broadcast(successors),
            col("id")
                .equalTo(col("superseded_id"))
                .and(col("org_id").equalTo(col("successor_org"))));
    Dataset<Row> known =
        open.read(AssayTable.METRIC_EVALUATION_HISTORY)
            .where(col("metric_id").equalTo(metricId))
            .selectExpr("id AS known_id");
    superseded
        .join(known, col("id").equalTo(col("known_id")), "left_anti")
        .select(columns(AssayTable.METRIC_EVALUATION_HISTORY))
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(open.path(AssayTable.METRIC_EVALUATION_HISTORY));
  }

  /** A task for each file: there are as many as nights that the metric was evaluated in. */
  private List<DataFile> copies(List<FileEdit> edits) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(tables.get().spark().sparkContext());
    return context
        .parallelize(edits, edits.size())
        .flatMap(edit -> edit.copy().stream().iterator())
        .collect();
  }

  private void compact() {
    Map<MetricLeases.Key, Long> small =
        DataFiles.of(warehouse, AssayTable.METRIC_EVALUATION_RESULT, Optional.empty()).stream()
            .filter(f -> f.bytes() < SMALL_FILE_BYTES)
            .collect(Collectors.groupingBy(Maintenance::key, Collectors.counting()));
    small.forEach(
        (key, files) -> {
          if (files >= FILES_TO_COMPACT && free.test(key)) {
            DeltaTable.forPath(
                    tables.get().spark(), tables.get().path(AssayTable.METRIC_EVALUATION_RESULT))
                .optimize()
                .where(
                    "metric_id = '%s' AND metric_version = %d"
                        .formatted(key.metricId(), key.version()))
                .executeCompaction();
          }
        });
  }

  private static MetricLeases.Key key(DataFiles.Live file) {
    return new MetricLeases.Key(
        file.value("metric_id"), Integer.parseInt(file.value("metric_version")));
  }

  private static Column[] columns(AssayTable table) {
    return Arrays.stream(Tables.schema(table).fieldNames())
        .map(org.apache.spark.sql.functions::col)
        .toArray(Column[]::new);
  }
}
