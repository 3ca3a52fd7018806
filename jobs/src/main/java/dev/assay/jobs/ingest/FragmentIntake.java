package dev.assay.jobs.ingest;

import dev.assay.installation.Home;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.storage.DurableFiles;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes parts of conversations in: the table gets those that it has not, in one commit that a run
 * makes at most once; then every conversation that the delivery tells of is put together anew, from
 * all parts that the table has. So it depends on which parts were ever delivered, and not on when.
 *
 * <p>May be repeated after a crash: what was decided is kept, and holds as long as nobody else has
 * written to the table.
 */
final class FragmentIntake {

  /** About so many fragments are worth a task of their own. */
  private static final long FRAGMENTS_A_TASK = 20_000;

  static final String DECIDED = "fragments";
  static final String ASSEMBLED = "assembled";

  private final Home home;
  private final Supplier<TaskRunner> tasks;
  private final StageTask.Numbers numbers;
  private final List<DataFile> staged;
  private final Path staging;
  private final TableAppend append;

  /**
   * @param parts what was staged
   */
  FragmentIntake(
      Home home, Supplier<TaskRunner> tasks, StageTask.Numbers numbers, List<Staged> parts) {
    this.home = home;
    this.tasks = tasks;
    this.numbers = numbers;
    this.staged = parts.stream().flatMap(part -> part.fragments().stream()).toList();
    this.staging = home.staging(numbers.runId());
    this.append = new TableAppend(home.warehouse());
  }

  /** The name under which a run commits to the table. */
  static String application(String runId) {
    return runId + "/conversation_fragment";
  }

  /**
   * What becomes of a delivery's fragments.
   *
   * @param counts by the archive file that they stood in
   */
  record Outcome(List<Staged> conversations, Map<String, FragmentCounts> counts) {
    static final Outcome NOTHING = new Outcome(List.of(), Map.of());

    FragmentCounts all() {
      return counts.values().stream().reduce(FragmentCounts.NONE, FragmentCounts::plus);
    }

    FragmentCounts of(String archiveFile) {
      return counts.getOrDefault(archiveFile, FragmentCounts.NONE);
    }
  }

  /**
   * Takes them in.
   *
   * @param erased hashes of conversations that were erased
   * @param isWritten whether the run has committed its conversations already
   */
  Outcome takeIn(Supplier<Set<String>> erased, boolean isWritten) throws IOException {
    if (staged.isEmpty()) {
      return Outcome.NOTHING;
    }
    NewFragments decided = decided(erased);
    commit(decided);
    Map<String, FragmentCounts> counts = new HashMap<>(decided.others());
    List<Staged> conversations = new ArrayList<>();
    for (Assembled each : assembled(isWritten)) {
      conversations.add(each.staged());
      each.fragments().forEach((file, more) -> counts.merge(file, more, FragmentCounts::plus));
    }
    return new Outcome(conversations, counts);
  }

  private boolean isCommitted() {
    return append.committed(AssayTable.CONVERSATION_FRAGMENT, application(numbers.runId())) >= 1;
  }

  private NewFragments decided(Supplier<Set<String>> erased) throws IOException {
    Path file = staging.resolve(DECIDED);
    Snapshot table = home.warehouse().existing(AssayTable.CONVERSATION_FRAGMENT);
    if (Files.exists(file)) {
      NewFragments kept = Kept.read(file, NewFragments.class);
      if (isCommitted() || kept.version() == table.getVersion()) {
        return kept;
      }
    }
    NewFragments decided =
        NewFragments.decide(
            table.getVersion(),
            staged.stream().map(each -> Path.of(each.path())).toList(),
            files(table),
            numbers,
            erased.get(),
            home.temporary());
    Kept.write(file, decided);
    return decided;
  }

  private List<Path> files(Snapshot table) {
    return DataFiles.of(home.warehouse(), table, Optional.empty()).stream()
        .map(file -> Path.of(file.path()))
        .toList();
  }

  private void commit(NewFragments decided) throws IOException {
    if (decided.kept().isEmpty() || isCommitted()) {
      return;
    }
    Warehouse warehouse = home.warehouse();
    List<DataFile> added = new ArrayList<>();
    List<CopyTask> copies = new ArrayList<>();
    for (DataFile file : staged) {
      BitSet kept = decided.kept().get(file.path());
      if (kept == null) {
        continue;
      }
      if (kept.cardinality() == file.rows()) {
        added.add(file);
      } else {
        BitSet dropped = new BitSet();
        dropped.set(0, Math.toIntExact(file.rows()));
        dropped.andNot(kept);
        copies.add(
            new CopyTask(
                AssayTable.CONVERSATION_FRAGMENT,
                file.path(),
                dropped,
                Map.of(),
                warehouse.root().toString()));
      }
    }
    if (!copies.isEmpty()) {
      tasks.get().run(copies, done -> {}).forEach(added::addAll);
    }
    append.commit(AssayTable.CONVERSATION_FRAGMENT, added, application(numbers.runId()), 1);
  }

  /** What was put together from one version of the table. */
  private record Kit(long version, StageTask.Numbers numbers, ArrayList<Assembled> parts)
      implements Serializable {}

  private List<Assembled> assembled(boolean isWritten) throws IOException {
    Path file = staging.resolve(ASSEMBLED);
    Snapshot table = home.warehouse().existing(AssayTable.CONVERSATION_FRAGMENT);
    if (Files.exists(file)) {
      Kit kept = Kept.read(file, Kit.class);
      if (isWritten || (kept.version() == table.getVersion() && kept.numbers().equals(numbers))) {
        return kept.parts();
      }
    }
    TaskRunner runner = tasks.get();
    long fragments = staged.stream().mapToLong(DataFile::rows).sum();
    int parts = (int) Math.max(1, Math.min(runner.places(), fragments / FRAGMENTS_A_TASK));
    Path members = staging.resolve("members.parquet");
    List<String> holding =
        TouchedConversations.write(
            members,
            staged.stream().map(each -> Path.of(each.path())).toList(),
            files(table),
            numbers.runId(),
            parts,
            home.temporary());
    List<AssembleTask> all = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      all.add(
          new AssembleTask(
              part,
              members.toString(),
              holding,
              numbers,
              home.warehouse().root().toString(),
              staging.toString(),
              home.temporary().toString(),
              runner.placesOfAProcess()));
    }
    ArrayList<Assembled> done = new ArrayList<>(runner.run(all, each -> {}));
    DurableFiles.forceNames(home.warehouse().path(AssayTable.CONVERSATION));
    Kept.write(file, new Kit(table.getVersion(), numbers, done));
    return done;
  }
}
