package dev.assay.results;

import io.delta.kernel.CommitActions;
import io.delta.kernel.CommitRangeBuilder.CommitBoundary;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.DeltaLogActionUtils.DeltaAction;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What some commits changed in a table. Commits of maintenance, which only move rows, are not among
 * them.
 *
 * @param added files with new rows
 * @param removedFrom partitions of which files were removed
 */
record TableChanges(List<DataFiles.Live> added, Set<Map<String, String>> removedFrom) {

  static final TableChanges NONE = new TableChanges(List.of(), Set.of());

  /** The first by Kernel, the second as Spark did it. */
  private static final Set<String> OF_MAINTENANCE =
      Set.of(TableCommit.MAINTENANCE.getDescription(), "MERGE");

  TableChanges {
    added = List.copyOf(added);
    removedFrom = Set.copyOf(removedFrom);
  }

  /**
   * What the commits after version {@code from}, up to {@code to}, changed.
   *
   * @return empty when the log no longer tells
   */
  static Optional<TableChanges> between(Warehouse warehouse, AssayTable table, long from, long to) {
    if (from == to) {
      return Optional.of(NONE);
    }
    Path folder = warehouse.path(table);
    Path first = folder.resolve(Warehouse.LOG).resolve("%020d.json".formatted(from + 1));
    if (from < 0 || from > to || Files.notExists(first)) {
      return Optional.empty();
    }
    Gathering gathering = new Gathering(folder);
    Engine engine = warehouse.engine();
    try (CloseableIterator<CommitActions> commits =
        TableManager.loadCommitRange(folder.toString(), CommitBoundary.atVersion(from + 1))
            .withEndBoundary(CommitBoundary.atVersion(to))
            .build(engine)
            .getCommitActions(
                engine, Set.of(DeltaAction.ADD, DeltaAction.REMOVE, DeltaAction.COMMITINFO))) {
      while (commits.hasNext()) {
        try (CommitActions commit = commits.next()) {
          gathering.commit(commit);
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot read the newest commits of " + folder, e);
    }
    return Optional.of(new TableChanges(gathering.added, gathering.removedFrom));
  }

  /** Takes in commit after commit. */
  private static final class Gathering {
    private final Path folder;
    private final List<DataFiles.Live> added = new ArrayList<>();
    private final Set<Map<String, String>> removedFrom = new HashSet<>();

    Gathering(Path folder) {
      this.folder = folder;
    }

    void commit(CommitActions commit) throws IOException {
      List<DataFiles.Live> adds = new ArrayList<>();
      Set<Map<String, String>> removes = new HashSet<>();
      boolean ofMaintenance = false;
      try (CloseableIterator<ColumnarBatch> batches = commit.getActions()) {
        while (batches.hasNext()) {
          ColumnarBatch batch = batches.next();
          int add = batch.getSchema().indexOf(DeltaAction.ADD.colName);
          int remove = batch.getSchema().indexOf(DeltaAction.REMOVE.colName);
          int info = batch.getSchema().indexOf(DeltaAction.COMMITINFO.colName);
          try (CloseableIterator<Row> rows = batch.getRows()) {
            while (rows.hasNext()) {
              Row row = rows.next();
              if (!row.isNullAt(add)) {
                add(row.getStruct(add), adds);
              } else if (!row.isNullAt(remove)) {
                remove(row.getStruct(remove), removes);
              } else if (!row.isNullAt(info)) {
                ofMaintenance |= OF_MAINTENANCE.contains(text(row.getStruct(info), "operation"));
              }
            }
          }
        }
      }
      if (!ofMaintenance) {
        added.addAll(adds);
        removedFrom.addAll(removes);
      }
    }

    private void add(Row action, List<DataFiles.Live> adds) {
      AddFile file = new AddFile(action);
      if (file.getDataChange()) {
        adds.add(DataFiles.added(folder, file));
      }
    }

    private static void remove(Row action, Set<Map<String, String>> removes) {
      if (action.getBoolean(action.getSchema().indexOf("dataChange"))) {
        int partition = action.getSchema().indexOf("partitionValues");
        removes.add(
            action.isNullAt(partition)
                ? Map.of()
                : Map.copyOf(VectorUtils.toJavaMap(action.getMap(partition))));
      }
    }

    private static String text(Row struct, String field) {
      int place = struct.getSchema().indexOf(field);
      return place < 0 || struct.isNullAt(place) ? "" : struct.getString(place);
    }
  }
}
