package dev.assay.jobs.maintain;

import dev.assay.installation.run.MetricLeases;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.FileEdit;
import dev.assay.results.query.TableQuery;
import dev.assay.results.rewrite.FileMerge;
import dev.assay.results.rewrite.SupersededResults;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The maintenance of result tables after a run. Every part may be repeated after a crash. One at a
 * time for a home; whoever appends need not wait for it.
 */
public final class Maintenance {

  /** From so many files on, a metric version's files are joined. */
  private static final int FILES_TO_COMPACT = 32;

  private static final long SMALL_FILE_BYTES = 32L << 20;

  /** Of so many superseded results the places are in memory together. */
  private static final long REPLACED_AT_ONCE = 200_000;

  private final Warehouse warehouse;
  private final Supplier<TaskRunner> tasks;
  private final Predicate<MetricLeases.Key> free;

  /**
   * @param tasks asked for only when there is something to do
   * @param free whether this run may change a metric version's rows: nobody else is appending
   */
  public Maintenance(
      Warehouse warehouse, Supplier<TaskRunner> tasks, Predicate<MetricLeases.Key> free) {
    this.warehouse = warehouse;
    this.tasks = tasks;
    this.free = free;
  }

  /** Counts what is new by day, moves superseded results to the history and joins small files. */
  public void run() {
    // Only what is counted is moved: then no result leaves the table without its day's knowing.
    Snapshot counted = new MetricDaily(warehouse, TableQuery.MEMORY_LIMIT).update();
    Map<String, Set<Integer>> metrics = metricsWithReplacements(counted);
    metrics
        .entrySet()
        .removeIf(
            metric ->
                !metric.getValue().stream()
                    .allMatch(
                        version -> free.test(new MetricLeases.Key(metric.getKey(), version))));
    for (Map<String, Set<Integer>> some : atOnce(metrics, counted)) {
      moveSuperseded(some, counted);
    }
    compact();
  }

  /** Metrics whose superseded results fit into memory together, or one of more. */
  private List<Map<String, Set<Integer>>> atOnce(
      Map<String, Set<Integer>> metrics, Snapshot snapshot) {
    Map<String, Long> replacing = new HashMap<>();
    for (DataFiles.Bounded file : DataFiles.bounded(warehouse, snapshot)) {
      replacing.merge(
          file.file().value("metric_id"), file.rows() - file.nulls("replaces"), Long::sum);
    }
    List<Map<String, Set<Integer>>> parts = new ArrayList<>();
    long left = 0;
    for (Map.Entry<String, Set<Integer>> metric : metrics.entrySet()) {
      long rows = replacing.getOrDefault(metric.getKey(), 0L);
      if (parts.isEmpty() || rows > left) {
        parts.add(new HashMap<>());
        left = REPLACED_AT_ONCE;
      }
      left -= rows;
      parts.get(parts.size() - 1).put(metric.getKey(), metric.getValue());
    }
    return parts;
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
  private void moveSuperseded(Map<String, Set<Integer>> metrics, Snapshot snapshot) {
    SupersededResults superseded = SupersededResults.of(warehouse, snapshot, metrics);
    List<FileEdit> edits = superseded.edits(TableQuery.MEMORY_LIMIT);
    if (!edits.isEmpty()) {
      try {
        superseded.keepHistory();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot keep superseded results", e);
      }
      superseded.replace(edits, copies(edits));
    }
  }

  /** A task for each file: there are as many as nights that the metric was evaluated in. */
  private List<DataFile> copies(List<FileEdit> edits) {
    return tasks.get().run(edits.stream().map(CopyEdited::new).toList(), done -> {}).stream()
        .flatMap(List::stream)
        .toList();
  }

  private record CopyEdited(FileEdit edit) implements Task<ArrayList<DataFile>> {
    @Override
    public ArrayList<DataFile> run(LongConsumer progress) throws IOException {
      return new ArrayList<>(edit.copy().stream().toList());
    }
  }

  private void compact() {
    Snapshot snapshot = warehouse.existing(AssayTable.METRIC_EVALUATION_RESULT);
    Map<MetricLeases.Key, List<DataFiles.Removable>> small =
        DataFiles.removable(warehouse, snapshot).stream()
            .filter(f -> f.file().bytes() < SMALL_FILE_BYTES)
            .collect(Collectors.groupingBy(f -> key(f.file())));
    small.forEach(
        (key, files) -> {
          if (files.size() >= FILES_TO_COMPACT && free.test(key)) {
            join(files);
          }
        });
  }

  private void join(List<DataFiles.Removable> files) {
    DataFiles.Live first = files.get(0).file();
    FileMerge merge =
        new FileMerge(
            AssayTable.METRIC_EVALUATION_RESULT,
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).toString(),
            first.partition(),
            files.stream().map(file -> file.file().path()).toList(),
            Optional.empty());
    List<DataFile> joined = tasks.get().run(List.of(new MergeTask(merge)), done -> {});
    var unused =
        TableCommit.ofMaintenance(
                warehouse,
                AssayTable.METRIC_EVALUATION_RESULT,
                warehouse.existing(AssayTable.METRIC_EVALUATION_RESULT),
                new TreeSet<>(Set.of(first.value("metric_id"))))
            .remove(files)
            .add(joined)
            .make();
  }

  private static MetricLeases.Key key(DataFiles.Live file) {
    return new MetricLeases.Key(
        file.value("metric_id"), Integer.parseInt(file.value("metric_version")));
  }
}
