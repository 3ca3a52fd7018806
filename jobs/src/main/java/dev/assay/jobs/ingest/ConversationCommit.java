package dev.assay.jobs.ingest;

import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import io.delta.kernel.Snapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Brings the table {@code conversation} up to date with a delivery, in one commit that a run makes
 * at most once. A staged file of which all is new is added as it is; of others, and of files of the
 * table that lose rows, copies take the place.
 */
final class ConversationCommit {

  private final Warehouse warehouse;
  private final TaskRunner tasks;
  private final String application;

  ConversationCommit(Warehouse warehouse, TaskRunner tasks, String runId) {
    this.warehouse = warehouse;
    this.tasks = tasks;
    this.application = application(runId);
  }

  /** The name under which a run commits to the table. */
  static String application(String runId) {
    return runId + "/conversation";
  }

  /** Whether a run has made its commit. */
  static boolean isMade(Warehouse warehouse, String runId) {
    return new TableAppend(warehouse).committed(AssayTable.CONVERSATION, application(runId)) >= 1;
  }

  /**
   * Makes the commit. Nobody else may take conversations in at that time.
   *
   * @param staged all that was staged
   */
  void make(Decisions decisions, List<Staged> staged) {
    if (decisions.kept().isEmpty() && decisions.superseded().isEmpty()) {
      return;
    }
    Snapshot snapshot = warehouse.existing(AssayTable.CONVERSATION);
    if (snapshot.getVersion() != decisions.version()) {
      throw new IllegalStateException(
          "Cannot take conversations in: somebody else has, between version %d of the table and %d"
              .formatted(decisions.version(), snapshot.getVersion()));
    }
    List<DataFile> added = new ArrayList<>();
    List<CopyTask> copies = new ArrayList<>();
    staged.stream()
        .flatMap(part -> part.conversations().stream())
        .forEach(file -> add(file, decisions, added, copies));
    decisions.superseded().forEach((file, rows) -> copies.add(copy(file, rows, Map.of())));
    tasks.run(copies, done -> {}).forEach(added::addAll);
    var unused =
        new TableCommit(warehouse, AssayTable.CONVERSATION, snapshot, application, 1)
            .remove(
                DataFiles.removable(warehouse, snapshot).stream()
                    .filter(file -> decisions.superseded().containsKey(file.file().path()))
                    .toList())
            .add(added)
            .make();
  }

  private void add(
      DataFile file, Decisions decisions, List<DataFile> added, List<CopyTask> copies) {
    BitSet kept = decisions.kept().get(file.path());
    if (kept == null) {
      return;
    }
    Map<Integer, Decisions.Edit> edits =
        Objects.requireNonNullElse(decisions.edits().get(file.path()), Map.of());
    if (kept.cardinality() == file.rows() && edits.isEmpty()) {
      added.add(file);
    } else {
      BitSet dropped = new BitSet();
      dropped.set(0, Math.toIntExact(file.rows()));
      dropped.andNot(kept);
      copies.add(copy(file.path(), dropped, edits));
    }
  }

  private CopyTask copy(String file, BitSet dropped, Map<Integer, Decisions.Edit> edits) {
    return new CopyTask(AssayTable.CONVERSATION, file, dropped, edits, warehouse.root().toString());
  }
}
