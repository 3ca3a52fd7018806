package dev.assay.results.read;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.read.ResultReader.SnapshotGone;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.exceptions.KernelException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lists of files of the snapshots that are read, as many as there is room for. A new commit is
 * added to the list before it; the log is read as a whole only at first and for a list that was
 * given up. Thread-safe.
 */
final class ResultSnapshots {
  private static final AssayTable TABLE = AssayTable.METRIC_EVALUATION_RESULT;
  private static final int MOST_FILES = 200_000;

  private final Warehouse warehouse;
  private final LinkedHashMap<Long, ResultFiles> known = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable ResultFiles newest;

  ResultSnapshots(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** The newest snapshot, or empty when there is no table yet. */
  synchronized Optional<ResultFiles> newest() {
    ResultFiles before = newest;
    if (before == null) {
      newest = warehouse.newest(TABLE).map(this::whole).orElse(null);
    } else {
      long version = before.version();
      while (warehouse.hasCommit(TABLE, version + 1)) {
        version++;
      }
      if (version > before.version()) {
        newest = keep(after(before, version));
      } else if (!warehouse.hasCommit(TABLE, version)) {
        // So old that the log was cleaned up: commits may be missing that followed it.
        newest = warehouse.newest(TABLE).map(this::whole).orElse(null);
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * The snapshot of a version.
   *
   * @throws SnapshotGone when it is no longer kept
   */
  synchronized ResultFiles at(long version) {
    ResultFiles files = known.get(version);
    if (files != null) {
      return files;
    }
    String path = warehouse.path(TABLE).toString();
    try {
      return whole(
          Table.forPath(warehouse.engine(), path)
              .getSnapshotAsOfVersion(warehouse.engine(), version));
    } catch (KernelException e) {
      throw new SnapshotGone(version, e);
    }
  }

  /** The files of all snapshots whose lists are kept. */
  synchronized Set<String> paths() {
    Set<String> paths = new HashSet<>();
    known.values().forEach(files -> paths.addAll(files.paths()));
    return paths;
  }

  private ResultFiles after(ResultFiles before, long version) {
    try {
      return before.at(version, warehouse);
    } catch (KernelException e) {
      return ResultFiles.of(
          warehouse,
          Table.forPath(warehouse.engine(), warehouse.path(TABLE).toString())
              .getSnapshotAsOfVersion(warehouse.engine(), version));
    }
  }

  private ResultFiles whole(Snapshot snapshot) {
    return keep(ResultFiles.of(warehouse, snapshot));
  }

  private ResultFiles keep(ResultFiles files) {
    known.put(files.version(), files);
    int kept = known.values().stream().mapToInt(ResultFiles::size).sum();
    Iterator<ResultFiles> oldestFirst = known.values().iterator();
    while (kept > MOST_FILES && known.size() > 1) {
      kept -= oldestFirst.next().size();
      oldestFirst.remove();
    }
    return files;
  }
}
