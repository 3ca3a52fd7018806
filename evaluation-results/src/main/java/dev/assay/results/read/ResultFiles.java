package dev.assay.results.read;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableLog;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.Snapshot;
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
    Map<String, ResultFile> files = new HashMap<>(byPath);
    for (TableLog.Commit commit :
        TableLog.between(warehouse, AssayTable.METRIC_EVALUATION_RESULT, version, later)) {
      commit.removed().forEach(removed -> files.remove(removed.path()));
      commit
          .added()
          .forEach(
              added ->
                  files.put(added.file().path(), ResultFile.of(added.file(), added.statistics())));
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
}
