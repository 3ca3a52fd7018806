package dev.assay.results.commit;

import dev.assay.results.AssayTable;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What commits did to a table, as its log tells. */
public final class TableLog {

  private static final Set<DeltaAction> ACTIONS =
      Set.of(DeltaAction.ADD, DeltaAction.REMOVE, DeltaAction.COMMITINFO);

  /**
   * A file that a commit added.
   *
   * @param statistics Delta's, as JSON, or null when there are none
   * @param isNewData whether it holds rows that were not there before
   */
  public record Added(DataFiles.Live file, @Nullable String statistics, boolean isNewData) {}

  /**
   * A file that a commit removed.
   *
   * @param path absolute
   * @param partition value of each partition column, as text
   * @param isNewData whether rows went with it
   */
  public record Removed(String path, Map<String, String> partition, boolean isNewData) {}

  /**
   * A commit.
   *
   * @param isMaintenance whether it only moved rows, or took away what readers do not see
   */
  public record Commit(boolean isMaintenance, List<Added> added, List<Removed> removed) {}

  private TableLog() {}

  /** The commits after version {@code from}, up to {@code to}, in order; the log must have them. */
  public static List<Commit> between(Warehouse warehouse, AssayTable table, long from, long to) {
    Path folder = warehouse.path(table);
    Engine engine = warehouse.engine();
    List<Commit> commits = new ArrayList<>();
    try (CloseableIterator<CommitActions> each =
        TableManager.loadCommitRange(folder.toString(), CommitBoundary.atVersion(from + 1))
            .withEndBoundary(CommitBoundary.atVersion(to))
            .build(engine)
            .getCommitActions(engine, ACTIONS)) {
      while (each.hasNext()) {
        try (CommitActions commit = each.next()) {
          commits.add(read(commit, folder));
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot read the newest commits of " + folder, e);
    }
    return commits;
  }

  private static Commit read(CommitActions commit, Path folder) throws IOException {
    List<Added> added = new ArrayList<>();
    List<Removed> removed = new ArrayList<>();
    boolean isMaintenance = false;
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
              added.add(added(row.getStruct(add), folder));
            } else if (!row.isNullAt(remove)) {
              removed.add(removed(row.getStruct(remove), folder));
            } else if (!row.isNullAt(info)) {
              isMaintenance |= isMaintenance(row.getStruct(info));
            }
          }
        }
      }
    }
    return new Commit(isMaintenance, added, removed);
  }

  private static Added added(Row action, Path folder) {
    AddFile file = new AddFile(action);
    return new Added(
        DataFiles.added(folder, file), file.getStatsJson().orElse(null), file.getDataChange());
  }

  private static Removed removed(Row action, Path folder) {
    int partition = action.getSchema().indexOf("partitionValues");
    return new Removed(
        DataFiles.pathInLog(folder, action.getString(action.getSchema().indexOf("path"))),
        action.isNullAt(partition)
            ? Map.of()
            : Map.copyOf(VectorUtils.toJavaMap(action.getMap(partition))),
        action.getBoolean(action.getSchema().indexOf("dataChange")));
  }

  private static boolean isMaintenance(Row info) {
    int operation = info.getSchema().indexOf("operation");
    return operation >= 0
        && !info.isNullAt(operation)
        && info.getString(operation).equals(TableCommit.MAINTENANCE.getDescription());
  }
}
