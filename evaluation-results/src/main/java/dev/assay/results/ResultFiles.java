package dev.assay.results;

import io.delta.kernel.CommitActions;
import io.delta.kernel.CommitRangeBuilder.CommitBoundary;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.DeltaLogActionUtils.DeltaAction;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of one snapshot of the results, and which of them a query needs. */
final class ResultFiles {

  private final long version;
  private final Map<String, ResultFile> byPath;

  private ResultFiles(long version, Map<String, ResultFile> byPath) {
    this.version = version;
    this.byPath = byPath;
  }

  /** Reads the whole list of a snapshot. */
  static ResultFiles of(Warehouse warehouse, Snapshot snapshot) {
    Map<String, ResultFile> files = new HashMap<>();
    DataFiles.withStatistics(
        warehouse,
        snapshot,
        (live, statistics) -> files.put(live.path(), ResultFile.of(live, statistics)));
    return new ResultFiles(snapshot.getVersion(), files);
  }

  /** The list of a later version: this one, and what the commits since then changed. */
  ResultFiles at(long later, Warehouse warehouse) {
    Path folder = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT);
    Engine engine = warehouse.engine();
    Map<String, ResultFile> files = new HashMap<>(byPath);
    try (CloseableIterator<CommitActions> commits =
        TableManager.loadCommitRange(folder.toString(), CommitBoundary.atVersion(version + 1))
            .withEndBoundary(CommitBoundary.atVersion(later))
            .build(engine)
            .getCommitActions(engine, Set.of(DeltaAction.ADD, DeltaAction.REMOVE))) {
      while (commits.hasNext()) {
        try (CommitActions commit = commits.next();
            CloseableIterator<ColumnarBatch> batches = commit.getActions()) {
          while (batches.hasNext()) {
            apply(batches.next(), folder, files);
          }
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot read the newest commits of " + folder, e);
    }
    return new ResultFiles(later, files);
  }

  long version() {
    return version;
  }

  int size() {
    return byPath.size();
  }

  Set<String> paths() {
    return byPath.keySet();
  }

  List<ResultFile> all() {
    return List.copyOf(byPath.values());
  }

  /**
   * The files that may hold rows of a query beyond a place, those first that may hold the first
   * rows.
   */
  List<ResultFile> matching(ResultQuery query, ResultQuery.@Nullable Place after) {
    Instant from =
        later(query.from(), after == null || query.newestFirst() ? null : after.createdAt());
    Instant to =
        earlier(query.to(), after == null || !query.newestFirst() ? null : after.createdAt());
    List<ResultFile> matching = new ArrayList<>();
    for (ResultFile file : byPath.values()) {
      if (query.holdsMetric(file.metricId(), file.version())
          && (file.orgId() == null || query.orgId().equals(file.orgId()))
          && (file.sourceType() == null
              || query.sourceTypes().isEmpty()
              || query.sourceTypes().contains(file.sourceType()))
          && (from == null || !file.to().isBefore(from))
          && (to == null || !file.from().isAfter(to))) {
        matching.add(file);
      }
    }
    matching.sort(
        query.newestFirst()
            ? Comparator.comparing(ResultFile::to).reversed()
            : Comparator.comparing(ResultFile::from));
    return matching;
  }

  /** The files whose rows may supersede rows of a query, of whatever version, time or source. */
  List<ResultFile> replacing(ResultQuery query) {
    return byPath.values().stream()
        .filter(ResultFile::mayReplace)
        .filter(
            file ->
                (query.metricIds().isEmpty() || query.metricIds().contains(file.metricId()))
                    && (query.versions().isEmpty()
                        || query.versions().stream()
                            .anyMatch(v -> v.metricId().equals(file.metricId()))))
        .toList();
  }

  /**
   * Metrics that have a current result of a query for certain: more rows meet it than there are
   * rows that supersede any of the metric.
   */
  Set<String> surelyFound(ResultQuery query) {
    Map<String, Long> spare = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    for (ResultFile file : byPath.values()) {
      if (file.replacing() < 0) {
        unknown.add(file.metricId());
      }
      long rows = file.isWholly(query) ? Math.max(0, file.rows()) : 0;
      spare.merge(file.metricId(), rows - Math.max(0, file.replacing()), Long::sum);
    }
    spare.values().removeIf(rows -> rows <= 0);
    spare.keySet().removeAll(unknown);
    return spare.keySet();
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private static void apply(ColumnarBatch batch, Path folder, Map<String, ResultFile> files)
      throws IOException {
    int add = batch.getSchema().indexOf(DeltaAction.ADD.colName);
    int remove = batch.getSchema().indexOf(DeltaAction.REMOVE.colName);
    try (CloseableIterator<Row> rows = batch.getRows()) {
      while (rows.hasNext()) {
        Row row = rows.next();
        if (!row.isNullAt(remove)) {
          Row removed = row.getStruct(remove);
          files.remove(
              DataFiles.pathInLog(folder, removed.getString(removed.getSchema().indexOf("path"))));
        } else if (!row.isNullAt(add)) {
          ResultFile file = added(folder, new AddFile(row.getStruct(add)));
          files.put(file.path(), file);
        }
      }
    }
  }

  private static ResultFile added(Path folder, AddFile add) {
    return ResultFile.of(DataFiles.added(folder, add), add.getStatsJson().orElse(null));
  }
}
