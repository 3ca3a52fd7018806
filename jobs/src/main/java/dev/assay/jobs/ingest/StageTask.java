package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.archive.ErasedHash;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.record.ArchiveReader;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecords;
import dev.assay.archive.record.ReadLimits;
import dev.assay.insight.report.IngestSummary;
import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of archives, and writes what is in them to files: conversations and fragments as the
 * tables will have them, so that a commit need only name the files, and beside them where each
 * record stood.
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

  private static final String ERASED_MESSAGE =
      "This conversation was erased; ./assay erase --conversation ID --admit-again lets it in";

  /**
   * What is read of a file.
   *
   * @param file its place in the delivery
   * @param bytes about how many it is
   */
  record Source(int file, ArchiveSplit split, long bytes) implements Serializable {}

  /** The number of an ingestion, its time, and the run that makes it. */
  record Numbers(long sequence, long ingestedAtMicros, String runId) implements Serializable {}

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
      return new Staged(
          records.toString(),
          pass.conversations.files(),
          pass.fragments.files(),
          pass.rejected,
          pass.parts,
          pass.notes);
    }
  }

  private static final class Pass {
    private final StageTask task;
    private final ScratchFile records;
    private final ReadLimits limits;
    private final ConversationWriter conversations;
    private final FragmentWriter fragments;
    private final Map<Integer, Long> parts = new HashMap<>();
    private final ReadNotes notes = new ReadNotes();
    private long rejected;

    Pass(StageTask task, ScratchFile records) {
      this.task = task;
      this.records = records;
      long heap = Runtime.getRuntime().maxMemory();
      this.limits = ReadLimits.ofHeap(heap, task.readers);
      long most = heap / task.readers / SHARE_OF_HEAP;
      this.conversations = new ConversationWriter(task.warehouse, task.delivery, records, most);
      this.fragments = new FragmentWriter(task.warehouse, task.delivery, records, most);
    }

    void read(Source source) throws IOException {
      try (ArchiveRecords archive =
          ArchiveReader.read(source.split(), task.options, limits, notes.matches())) {
        while (archive.hasNext()) {
          ArchiveRecord record = archive.next();
          if (record instanceof ArchiveRecord.Rejected why) {
            reject(source, record.line(), why.reason().label(), why.message(), why.raw());
          } else if (record instanceof ArchiveRecord.Accepted accepted) {
            notes.add(accepted.notes(), accepted.conversation());
            accept(source, record.line(), accepted.conversation());
          } else if (record instanceof ArchiveRecord.Parts of) {
            notes.add(of.notes());
            accept(source, of);
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
        reject(source, line, IngestSummary.ERASED, ERASED_MESSAGE, null);
        return;
      }
      conversations.add(
          StagedConversation.of(source.file(), source.split().file(), line, conversation, true));
    }

    /** What was not understood is kept, too: the conversation waits for what takes its place. */
    private void accept(Source source, ArchiveRecord.Parts of) throws IOException {
      List<Fragment> admitted =
          of.fragments().stream().filter(each -> !isErased(of.orgId(), each)).toList();
      Optional<String> unread = of.unread();
      if (admitted.size() < of.fragments().size()) {
        reject(source, of.line(), IngestSummary.ERASED, ERASED_MESSAGE, null);
      } else if (unread.isPresent()) {
        String reason = RejectionReason.UNREAD_CONTENT.label();
        reject(source, of.line(), reason, unread.get(), of.raw());
      } else {
        parts.merge(source.file(), 1L, Long::sum);
      }
      for (Fragment fragment : admitted) {
        fragments.add(source, of.line(), of.orgId(), fragment);
      }
    }

    private boolean isErased(String orgId, Fragment fragment) {
      return !task.erased.isEmpty()
          && (task.erased.contains(ErasedHash.of(orgId, fragment.conversationId(orgId)))
              || task.erased.contains(ErasedHash.of(orgId, fragment.traceConversationId(orgId))));
    }

    void flush() throws IOException {
      conversations.flush();
      fragments.flush();
    }
  }
}
