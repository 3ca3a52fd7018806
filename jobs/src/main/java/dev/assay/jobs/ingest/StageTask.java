package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.archive.ErasedHash;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.record.ArchiveReader;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecords;
import dev.assay.archive.record.ReadLimits;
import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of archives, and writes what is in them to files: conversations as the table will
 * have them, so that a commit need only name the files, and beside them where each record stood.
 *
 * @param sources what is read, in order
 * @param options how
 * @param erased hashes of conversations that were erased: nothing of them is written
 * @param delivery its number and time are those of the conversations
 * @param warehouse the folder of the tables
 * @param staging a folder for what no table has
 * @param readers how many tasks share this process's memory
 */
record StageTask(
    List<Source> sources,
    ReadOptions options,
    Set<String> erased,
    Numbers delivery,
    String warehouse,
    String staging,
    int readers)
    implements Task<Staged> {

  /** A task holds so much of its share of the heap, in characters, until it is written. */
  private static final int SHARE_OF_HEAP = 24;

  /** What a message takes beside its text, in characters. */
  private static final int CHARACTERS_A_MESSAGE = 200;

  private static final long ROW_GROUP_BYTES = 32 << 20;

  /** Why a conversation that was erased is not taken in again. */
  private static final String ERASED = "erased_before";

  private static final String ERASED_MESSAGE =
      "This conversation was erased; ./assay erase --conversation ID --admit-again lets it in";

  /**
   * What is read of a file.
   *
   * @param file its place in the delivery
   * @param bytes about how many it is
   */
  record Source(int file, ArchiveSplit split, long bytes) implements Serializable {}

  /** The number of an ingestion, and its time. */
  record Numbers(long sequence, long ingestedAtMicros) implements Serializable {}

  StageTask {
    sources = List.copyOf(sources);
    erased = Set.copyOf(erased);
  }

  @Override
  public Staged run(LongConsumer progress) throws IOException {
    Path records = Path.of(staging).resolve("records-" + UUID.randomUUID() + ".parquet");
    try (ScratchFile file = ScratchFile.create(records, Staged.COLUMNS)) {
      Pass pass = new Pass(this, file);
      for (Source source : sources) {
        pass.read(source);
        progress.accept(source.bytes());
      }
      pass.flush();
      file.finish();
      DurableFiles.force(records);
      return new Staged(records.toString(), pass.files, pass.rejected);
    }
  }

  private static final class Pass {
    private final StageTask task;
    private final ScratchFile records;
    private final ReadLimits limits;
    private final List<DataFile> files = new ArrayList<>();
    private final List<StagedConversation> held = new ArrayList<>();
    private final long mostCharacters;
    private long characters;
    private long rejected;

    Pass(StageTask task, ScratchFile records) {
      this.task = task;
      this.records = records;
      long heap = Runtime.getRuntime().maxMemory();
      this.limits = ReadLimits.ofHeap(heap, task.readers);
      this.mostCharacters = heap / task.readers / SHARE_OF_HEAP;
    }

    void read(Source source) throws IOException {
      try (ArchiveRecords archive = ArchiveReader.read(source.split(), task.options, limits)) {
        while (archive.hasNext()) {
          ArchiveRecord record = archive.next();
          if (record instanceof ArchiveRecord.Rejected why) {
            reject(source, record.line(), why.reason().label(), why.message(), why.raw());
          } else if (record instanceof ArchiveRecord.Accepted accepted) {
            accept(source, record.line(), accepted.conversation());
          } else if (record instanceof ArchiveRecord.Parts parts) {
            reject(
                source,
                record.line(),
                RejectionReason.UNKNOWN_FORMAT.label(),
                "Unsupported record: a part of a conversation, as %s has it"
                    .formatted(parts.notes().format()),
                null);
          }
        }
      }
    }

    private void reject(
        Source source, long line, String reason, String message, @Nullable String raw)
        throws IOException {
      records.write(Staged.rejected(source, line, reason, message, raw));
      rejected++;
    }

    private void accept(Source source, long line, Conversation conversation) throws IOException {
      if (!task.erased.isEmpty()
          && task.erased.contains(ErasedHash.of(conversation.orgId(), conversation.id()))) {
        reject(source, line, ERASED, ERASED_MESSAGE, null);
        return;
      }
      held.add(StagedConversation.of(source, line, conversation));
      characters += characters(conversation);
      if (characters >= mostCharacters) {
        flush();
      }
    }

    private static long characters(Conversation conversation) {
      return conversation.messages().stream()
          .mapToLong(message -> CHARACTERS_A_MESSAGE + message.text().length())
          .sum();
    }

    /** Writes what is held to a file, in the order of its sample keys: readers want ranges. */
    void flush() throws IOException {
      if (held.isEmpty()) {
        return;
      }
      held.sort(Comparator.comparingLong(StagedConversation::sampleKey));
      DataFileWriter writer =
          DataFileWriter.open(
              Path.of(task.warehouse).resolve(AssayTable.CONVERSATION.label()),
              AssayTable.CONVERSATION,
              Map.of(),
              ROW_GROUP_BYTES);
      try {
        for (StagedConversation each : held) {
          writer.write(task.row(each));
        }
      } catch (IOException | RuntimeException | Error e) {
        writer.close();
        throw e;
      }
      DataFile file = writer.finish();
      DurableFiles.force(Path.of(file.path()));
      for (int position = 0; position < held.size(); position++) {
        records.write(Staged.accepted(held.get(position), file.path(), position));
      }
      files.add(file);
      held.clear();
      characters = 0;
    }
  }

  /** A row of {@code conversation}, as of one that was not known before. */
  private @Nullable Object[] row(StagedConversation staged) {
    Conversation conversation = staged.conversation();
    int own = ConversationRow.COLUMNS.size();
    @Nullable Object[] row = new @Nullable Object[AssayTable.CONVERSATION.schema().length()];
    ConversationRow.write(conversation, row);
    Instant last = conversation.lastMessageAt();
    row[own] = conversation.messages().size();
    row[own + 1] = last == null ? null : (Long) micros(last);
    row[own + 2] = staged.contentHash();
    row[own + 3] = staged.sampleKey();
    row[own + 4] = staged.source().split().file();
    row[own + 5] = delivery.ingestedAtMicros();
    row[own + 6] = delivery.sequence();
    row[own + 7] = delivery.sequence();
    return row;
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
