package dev.assay.jobs.maintain;

import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.rewrite.FileMerge;
import io.delta.kernel.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Joins small files of {@code conversation} and {@code conversation_fragment}: each night adds
 * some, and each evaluation of history opens all of the one, each delivery of traces all of the
 * other.
 */
public final class ConversationFiles {

  /** From so many small files on they are joined. */
  private static final int FILES_TO_JOIN = 32;

  private static final long SMALL_FILE_BYTES = 4L << 20;

  /** Of a joined file; those it is made of are in memory together. */
  private static final long JOINED_BYTES = 32L << 20;

  /** Each file of a table is in the order of this column. */
  private static final Map<AssayTable, String> ORDER =
      Map.of(AssayTable.CONVERSATION, "sample_key", AssayTable.CONVERSATION_FRAGMENT, "trace_key");

  private final Warehouse warehouse;
  private final Supplier<TaskRunner> tasks;

  /**
   * @param tasks asked for only when there is something to do
   */
  public ConversationFiles(Warehouse warehouse, Supplier<TaskRunner> tasks) {
    this.warehouse = warehouse;
    this.tasks = tasks;
  }

  /** Joins what there is. Nobody else may write to the tables at that time. */
  public void join() {
    ORDER.forEach(this::join);
  }

  private void join(AssayTable table, String order) {
    Snapshot snapshot = warehouse.existing(table);
    List<DataFiles.Removable> small =
        DataFiles.removable(warehouse, snapshot).stream()
            .filter(file -> file.file().bytes() < SMALL_FILE_BYTES)
            .toList();
    if (small.size() < FILES_TO_JOIN) {
      return;
    }
    List<MergeTask> merges = new ArrayList<>();
    for (List<String> files : together(small)) {
      merges.add(
          new MergeTask(
              new FileMerge(
                  table, warehouse.path(table).toString(), Map.of(), files, Optional.of(order))));
    }
    var unused =
        new TableCommit(warehouse, table, snapshot)
            .remove(small)
            .add(tasks.get().run(merges, done -> {}))
            .make();
  }

  /** The paths of files that become one, for each. */
  private static List<List<String>> together(List<DataFiles.Removable> files) {
    List<List<String>> all = new ArrayList<>();
    long left = 0;
    for (DataFiles.Removable file : files) {
      if (all.isEmpty() || file.file().bytes() > left) {
        all.add(new ArrayList<>());
        left = JOINED_BYTES;
      }
      left -= file.file().bytes();
      all.get(all.size() - 1).add(file.file().path());
    }
    return all;
  }
}
