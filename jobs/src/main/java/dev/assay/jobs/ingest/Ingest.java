package dev.assay.jobs.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.insight.report.IngestSummary;
import dev.assay.installation.Home;
import dev.assay.installation.run.IngestionSequence;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.storage.DurableFiles;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes new archive files in, in steps that a crash at any moment leaves repeatable: what is read
 * is decided and kept first, then staged; parts of conversations are committed and put together;
 * then it is decided for each conversation, and only then committed: quarantine, conversations,
 * files.
 */
public final class Ingest {

  /** A task is worth its start from some megabytes on; each makes files of its own. */
  private static final long FEWEST_BYTES_A_TASK = 4L << 20;

  private static final long MOST_BYTES_A_TASK = 32L << 20;

  private static final String DELIVERY = "delivery.json";
  private static final String STAGED = "staged";
  private static final String DECISIONS = "decisions";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Home home;
  private final ReadOptions options;
  private final String runId;
  private final Supplier<TaskRunner> tasks;
  private final IngestionSequence sequence;
  private final Supplier<Set<String>> erased;
  private final Progress progress;

  /** Is told how many bytes of archives are read. */
  @FunctionalInterface
  public interface Progress {
    void read(long bytes, long ofBytes);
  }

  /**
   * @param options how records are read, of the organization of the delivery
   * @param tasks asked for only when there is something to take in
   * @param sequence numbers ingestions
   * @param erased hashes of conversations that were erased, which are not taken in again
   * @param progress told again and again while archives are read
   */
  public Ingest(
      Home home,
      ReadOptions options,
      String runId,
      Supplier<TaskRunner> tasks,
      IngestionSequence sequence,
      Supplier<Set<String>> erased,
      Progress progress) {
    this.home = home;
    this.options = options;
    this.runId = runId;
    this.tasks = tasks;
    this.sequence = sequence;
    this.erased = erased;
    this.progress = progress;
  }

  /** Whether this run has chosen what it takes in, and has not cleaned up after itself. */
  public boolean hasBegun() {
    return Files.exists(home.staging(runId).resolve(DELIVERY));
  }

  /** How far it has come: another text whenever something more of it is kept. */
  public String progress() {
    TableAppend append = new TableAppend(home.warehouse());
    return "%s %d %d %d %d "
        .formatted(
            staged(),
            append.committed(AssayTable.QUARANTINE, runId),
            append.committed(AssayTable.CONVERSATION_FRAGMENT, FragmentIntake.application(runId)),
            append.committed(AssayTable.CONVERSATION, ConversationCommit.application(runId)),
            append.committed(AssayTable.ARCHIVE_FILE, runId));
  }

  /** What lies whole in the staging folder. */
  private List<String> staged() {
    Path staging = home.staging(runId);
    return Stream.of(DELIVERY, STAGED, FragmentIntake.DECIDED, FragmentIntake.ASSEMBLED, DECISIONS)
        .filter(file -> Files.exists(staging.resolve(file)))
        .toList();
  }

  /** Hashes of the files that it has chosen. */
  public Set<String> files() {
    try {
      return read(home.staging(runId).resolve(DELIVERY)).files().stream()
          .map(Delivery.DeliveredFile::hash)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what run %s takes in".formatted(runId), e);
    }
  }

  /**
   * Takes in what is new under {@code archives}; may be repeated after a crash.
   *
   * @param leftOut hashes of files that are not taken in now
   */
  public IngestSummary run(List<String> archives, Set<String> leftOut) {
    try {
      return takeIn(archives, leftOut);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep what is taken in", e);
    }
  }

  private IngestSummary takeIn(List<String> archives, Set<String> leftOut) throws IOException {
    Path staging = home.staging(runId);
    NewArchiveFiles intake =
        new NewArchiveFiles(home.warehouse(), options.orgId(), sequence, leftOut);
    Delivery.Opened opened = deliver(staging, intake, archives);
    Delivery delivery = opened.delivery();
    List<String> problems =
        delivery.problems().stream().map(Delivery.UnreadablePath::message).toList();
    if (delivery.files().isEmpty() && delivery.problems().isEmpty()) {
      recordFiles(delivery, Counts.none(), FragmentIntake.Outcome.NOTHING);
      return IngestSummary.nothing(
          delivery.skippedFiles() + delivery.copies().size(), delivery.passedOver(), problems);
    }
    List<Staged> staged = new ArrayList<>(staged(staging, delivery, opened.splits()));
    FragmentIntake.Outcome fragments =
        new FragmentIntake(home, tasks, numbers(delivery), staged).takeIn(erased, isWritten());
    staged.addAll(fragments.conversations());
    Decisions decisions = decided(staging, delivery, staged);
    new Quarantine(home.warehouse(), options.orgId(), runId, delivery).write(staged, decisions);
    if (!isWritten()) {
      new ConversationCommit(home.warehouse(), tasks.get(), runId).make(decisions, staged);
    }
    recordFiles(delivery, decisions.counts(), fragments);
    List<String> all = new ArrayList<>(problems);
    if (!delivery.files().isEmpty()) {
      all.addAll(decisions.counts().problems(options.mappings()));
    }
    return decisions.counts().summary(delivery, fragments, all, decisions.warnings());
  }

  /** Removes what {@link #run} staged; called when its summary is kept. */
  public void clean() {
    try {
      org.apache.commons.io.FileUtils.deleteDirectory(home.staging(runId).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + home.staging(runId), e);
    }
  }

  private Delivery.Opened deliver(Path staging, NewArchiveFiles intake, List<String> archives) {
    Path file = staging.resolve(DELIVERY);
    try {
      if (!Files.exists(file)) {
        Delivery.Opened opened = intake.find(archives);
        Files.createDirectories(staging);
        keep(file, opened.delivery());
        return opened;
      }
      Delivery begun = read(file);
      Delivery delivery = isWritten() ? begun : intake.newest(begun);
      if (!delivery.equals(begun)) {
        keep(file, delivery);
      }
      return intake.reopen(delivery);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep what is taken in under " + staging, e);
    }
  }

  private static Delivery read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Delivery.class);
  }

  private static void keep(Path file, Delivery delivery) throws IOException {
    Path draft = file.resolveSibling(DELIVERY + ".tmp");
    JSON.writeValue(draft.toFile(), delivery);
    DurableFiles.replace(draft, file);
  }

  /** Whether this run has committed its conversations. */
  private boolean isWritten() {
    return ConversationCommit.isMade(home.warehouse(), runId);
  }

  /** What was read is kept: it bears the delivery's number, so another one is read anew. */
  private List<Staged> staged(Path staging, Delivery delivery, List<List<ArchiveSplit>> splits)
      throws IOException {
    StageTask.Numbers numbers = numbers(delivery);
    Path file = staging.resolve(STAGED);
    if (Files.exists(file)) {
      StagedDelivery kept = Kept.read(file, StagedDelivery.class);
      if (kept.numbers().equals(numbers)) {
        return kept.parts();
      }
    }
    List<StageTask.Source> sources = sources(splits);
    long bytes = sources.stream().mapToLong(StageTask.Source::bytes).sum();
    List<Staged> parts =
        tasks
            .get()
            .run(stageTasks(staging, numbers, sources, bytes), done -> progress.read(done, bytes));
    DurableFiles.forceNames(home.warehouse().path(AssayTable.CONVERSATION));
    DurableFiles.forceNames(home.warehouse().path(AssayTable.CONVERSATION_FRAGMENT));
    Kept.write(file, new StagedDelivery(numbers, new ArrayList<>(parts)));
    return parts;
  }

  private StageTask.Numbers numbers(Delivery delivery) {
    return new StageTask.Numbers(delivery.sequence(), delivery.ingestedAtMicros(), runId);
  }

  /** What was staged of a delivery under its number. */
  private record StagedDelivery(StageTask.Numbers numbers, ArrayList<Staged> parts)
      implements Serializable {}

  private static List<StageTask.Source> sources(List<List<ArchiveSplit>> splits) {
    List<StageTask.Source> sources = new ArrayList<>();
    for (int file = 0; file < splits.size(); file++) {
      for (ArchiveSplit split : splits.get(file)) {
        sources.add(new StageTask.Source(file, split, split.size() / splits.get(file).size()));
      }
    }
    return sources;
  }

  private List<StageTask> stageTasks(
      Path staging, StageTask.Numbers numbers, List<StageTask.Source> sources, long bytes) {
    TaskRunner runner = tasks.get();
    long each = Math.min(MOST_BYTES_A_TASK, Math.max(FEWEST_BYTES_A_TASK, bytes / runner.places()));
    int count = (int) Math.max(1, Math.min(sources.size(), bytes / each));
    Set<String> hashes = erased.get();
    List<StageTask> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          new StageTask(
              sources.subList(part(i, count, sources), part(i + 1, count, sources)),
              options,
              hashes,
              numbers,
              home.warehouse().root().toString(),
              staging.toString(),
              runner.placesOfAProcess()));
    }
    return all;
  }

  private static int part(int number, int of, List<?> sources) {
    return (int) ((long) sources.size() * number / of);
  }

  /**
   * Decisions are kept, so that a resumed ingestion counts what it did and not what it finds done;
   * they hold as long as nobody else has written to the table.
   */
  private Decisions decided(Path staging, Delivery delivery, List<Staged> staged)
      throws IOException {
    Path file = staging.resolve(DECISIONS);
    Snapshot table = home.warehouse().existing(AssayTable.CONVERSATION);
    if (Files.exists(file)) {
      Decisions kept = Kept.read(file, Decisions.class);
      if (isWritten() || kept.version() == table.getVersion()) {
        return kept;
      }
    }
    Decisions decisions =
        new Decider(home.warehouse(), delivery, home.temporary()).decide(staged, table);
    decisions.warnings().addAll(SharedIdCheck.warnings(decisions.replaced()));
    Kept.write(file, decisions);
    return decisions;
  }

  private void recordFiles(Delivery delivery, Counts counts, FragmentIntake.Outcome fragments) {
    Map<Delivery.DeliveredFile, Delivery.FileCounts> files = new LinkedHashMap<>();
    for (int i = 0; i < delivery.files().size(); i++) {
      if (counts.readWhole(i)) {
        Delivery.DeliveredFile file = delivery.files().get(i);
        files.put(file, counts.of(i, fragments.of(file.path())));
      }
    }
    delivery.copies().forEach(copy -> files.put(copy.file(), copy.counts()));
    TableAppend append = new TableAppend(home.warehouse());
    if (files.isEmpty() || append.committed(AssayTable.ARCHIVE_FILE, runId) >= 1) {
      return;
    }
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              home.warehouse().path(AssayTable.ARCHIVE_FILE),
              AssayTable.ARCHIVE_FILE,
              Map.of(),
              8 << 20);
      for (var file : files.entrySet()) {
        writer.write(fileRow(delivery, file.getKey(), file.getValue()));
      }
      append.commit(AssayTable.ARCHIVE_FILE, List.of(writer.finish()), runId, 1);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot record the files that were taken in", e);
    }
  }

  private Object[] fileRow(
      Delivery delivery, Delivery.DeliveredFile file, Delivery.FileCounts counts) {
    return new Object[] {
      file.path(),
      options.orgId(),
      file.size(),
      file.modifiedAtMicros(),
      file.hash(),
      counts.lines(),
      counts.accepted(),
      counts.unchanged(),
      counts.superseded(),
      counts.waiting(),
      counts.quarantined(),
      counts.fragments(),
      counts.fragmentsUsed(),
      runId,
      delivery.ingestedAtMicros(),
      delivery.sequence()
    };
  }
}
