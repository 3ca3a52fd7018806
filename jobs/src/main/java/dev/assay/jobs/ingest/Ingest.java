package dev.assay.jobs.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.insight.report.IngestSummary;
import dev.assay.installation.Home;
import dev.assay.installation.run.IngestionSequence;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
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
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes new archive files in, in steps that a crash at any moment leaves repeatable: what is read
 * is decided and kept first, then staged, then decided for each record, and only then committed:
 * quarantine, conversations, files.
 */
public final class Ingest {

  private static final long BYTES_A_TASK = 64L << 20;
  private static final String DELIVERY = "delivery.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Home home;
  private final String orgId;
  private final String runId;
  private final Supplier<Tables> tables;
  private final IngestionSequence sequence;
  private final Supplier<Set<String>> erased;

  /**
   * @param tables opened only when there is something to take in
   * @param sequence numbers ingestions
   * @param erased hashes of conversations that were erased, which are not taken in again
   */
  public Ingest(
      Home home,
      String orgId,
      String runId,
      Supplier<Tables> tables,
      IngestionSequence sequence,
      Supplier<Set<String>> erased) {
    this.home = home;
    this.orgId = orgId;
    this.runId = runId;
    this.tables = tables;
    this.sequence = sequence;
    this.erased = erased;
  }

  /** Whether this run has chosen what it takes in, and has not cleaned up after itself. */
  public boolean hasBegun() {
    return Files.exists(home.staging(runId).resolve(DELIVERY));
  }

  /** How far it has come: another text whenever something more of it is kept. */
  public String progress() {
    TableAppend append = new TableAppend(home.warehouse());
    return "%s %d %d %d "
        .formatted(
            staged(),
            append.committed(AssayTable.QUARANTINE, runId),
            append.committed(AssayTable.CONVERSATION, ConversationUpdate.application(runId)),
            append.committed(AssayTable.ARCHIVE_FILE, runId));
  }

  /** What lies whole in the staging folder. */
  private List<Path> staged() {
    Path staging = home.staging(runId);
    if (!Files.isDirectory(staging)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(staging)) {
      return files
          .filter(file -> file.endsWith(DELIVERY) || file.endsWith("_SUCCESS"))
          .map(staging::relativize)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + staging, e);
    }
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
    Path staging = home.staging(runId);
    NewArchiveFiles intake = new NewArchiveFiles(home.warehouse(), orgId, sequence, leftOut);
    Delivery.Opened opened = deliver(staging, intake, archives);
    Delivery delivery = opened.delivery();
    List<String> problems =
        delivery.problems().stream().map(Delivery.UnreadablePath::message).toList();
    if (delivery.files().isEmpty() && delivery.problems().isEmpty()) {
      recordFiles(delivery, Counts.none());
      return IngestSummary.nothing(
          delivery.skippedFiles() + delivery.copies().size(), delivery.passedOver(), problems);
    }
    Tables open = tables.get();
    Dataset<Row> staged = staged(open, staging.resolve("records"), opened.splits());
    ConversationUpdate update = new ConversationUpdate(open, orgId, runId, delivery);
    Dataset<Row> decisions = decided(open, staging, update, staged);
    Counts counts = Counts.of(staged, decisions, delivery.files().size());
    new Quarantine(open, orgId, runId, delivery).write(staged, decisions);
    update.write(
        staged,
        decisions,
        counts.total(NewestContent.NEW),
        counts.total(NewestContent.CHANGED),
        counts.acceptedRecords());
    recordFiles(delivery, counts);
    return counts.summary(delivery, problems);
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
    return new TableAppend(home.warehouse())
            .committed(AssayTable.CONVERSATION, ConversationUpdate.application(runId))
        >= 1;
  }

  private Dataset<Row> staged(Tables open, Path folder, List<List<ArchiveSplit>> splits) {
    if (!Files.exists(folder.resolve("_SUCCESS"))) {
      List<StagedRecord.Source> sources = new ArrayList<>();
      long bytes = 0;
      for (int file = 0; file < splits.size(); file++) {
        for (ArchiveSplit split : splits.get(file)) {
          sources.add(new StagedRecord.Source(file, split));
          bytes += split.size() / splits.get(file).size();
        }
      }
      JavaSparkContext context = JavaSparkContext.fromSparkContext(open.spark().sparkContext());
      int tasks =
          (int)
              Math.max(
                  1,
                  Math.min(
                      sources.size(),
                      Math.max(4L * context.defaultParallelism(), bytes / BYTES_A_TASK)));
      String org = orgId;
      Set<String> hashes = erased.get();
      JavaRDD<Row> rows =
          context
              .parallelize(sources, tasks)
              .mapPartitions(assigned -> StagedRecord.read(assigned, org, hashes));
      open.spark()
          .createDataFrame(rows, StagedRecord.schema())
          .write()
          .mode("overwrite")
          .parquet(folder.toString());
    }
    return open.spark().read().schema(StagedRecord.schema()).parquet(exactly(folder));
  }

  /**
   * Decisions are kept, so that a resumed ingestion counts what it did and not what it finds done;
   * they hold as long as nobody else has written to the table.
   */
  private Dataset<Row> decided(
      Tables open, Path staging, ConversationUpdate update, Dataset<Row> staged) {
    long version = home.warehouse().newest(AssayTable.CONVERSATION).orElseThrow().getVersion();
    try {
      Path basis = staging.resolve("decisions");
      Path folder = basis.resolve("at-version-" + version);
      if (isWritten()) {
        try (var kept = Files.list(basis)) {
          folder = kept.filter(p -> Files.exists(p.resolve("_SUCCESS"))).findFirst().orElseThrow();
        }
      } else if (!Files.exists(folder.resolve("_SUCCESS"))) {
        org.apache.commons.io.FileUtils.deleteDirectory(basis.toFile());
        update.decide(staged).write().mode("overwrite").parquet(folder.toString());
      }
      return open.spark().read().parquet(exactly(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep decisions under " + staging, e);
    }
  }

  /** Spark takes a path that it reads for a glob. */
  private static String exactly(Path folder) {
    return folder.toString().replaceAll("([\\\\{}\\[\\]*?])", "\\\\$1");
  }

  private void recordFiles(Delivery delivery, Counts counts) {
    Map<Delivery.DeliveredFile, Delivery.FileCounts> files = new LinkedHashMap<>();
    for (int i = 0; i < delivery.files().size(); i++) {
      if (counts.readWhole(i)) {
        files.put(delivery.files().get(i), counts.of(i));
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
      orgId,
      file.size(),
      file.modifiedAtMicros(),
      file.hash(),
      counts.lines(),
      counts.accepted(),
      counts.unchanged(),
      counts.superseded(),
      counts.waiting(),
      counts.quarantined(),
      runId,
      delivery.ingestedAtMicros(),
      delivery.sequence()
    };
  }
}
