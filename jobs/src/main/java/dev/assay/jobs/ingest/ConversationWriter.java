package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes conversations to files as the table will have them, each in the order of its sample keys,
 * and beside them where each record stood. Not thread-safe.
 */
final class ConversationWriter {

  /** What a message takes beside its text, in characters. */
  private static final int CHARACTERS_A_MESSAGE = 200;

  private static final long ROW_GROUP_BYTES = 32 << 20;

  private final Path folder;
  private final StageTask.Numbers delivery;
  private final ScratchFile records;
  private final long mostCharacters;
  private final List<DataFile> files = new ArrayList<>();
  private final List<StagedConversation> held = new ArrayList<>();
  private long characters;

  /**
   * @param warehouse the folder of the tables
   * @param delivery its number and time are those of the conversations
   * @param records gets a row for each
   * @param mostCharacters so much is held until it is written
   */
  ConversationWriter(
      String warehouse, StageTask.Numbers delivery, ScratchFile records, long mostCharacters) {
    this.folder = Path.of(warehouse).resolve(AssayTable.CONVERSATION.label());
    this.delivery = delivery;
    this.records = records;
    this.mostCharacters = mostCharacters;
  }

  void add(StagedConversation conversation) throws IOException {
    held.add(conversation);
    characters += characters(conversation.conversation());
    if (characters >= mostCharacters) {
      flush();
    }
  }

  private static long characters(Conversation conversation) {
    return conversation.messages().stream()
        .mapToLong(message -> CHARACTERS_A_MESSAGE + message.text().length())
        .sum();
  }

  /** Writes what is held. */
  void flush() throws IOException {
    if (held.isEmpty()) {
      return;
    }
    held.sort(Comparator.comparingLong(StagedConversation::sampleKey));
    DataFileWriter writer =
        DataFileWriter.open(folder, AssayTable.CONVERSATION, Map.of(), ROW_GROUP_BYTES);
    try {
      for (StagedConversation each : held) {
        writer.write(row(each));
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    DataFile file = writer.finish();
    DurableFiles.force(Path.of(file.path()));
    for (int position = 0; position < held.size(); position++) {
      records.write(Staged.conversation(held.get(position), file.path(), position));
    }
    files.add(file);
    held.clear();
    characters = 0;
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
    row[own + 4] = staged.archiveFile();
    row[own + 5] = delivery.ingestedAtMicros();
    row[own + 6] = delivery.sequence();
    row[own + 7] = delivery.sequence();
    return row;
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The files that were written. */
  List<DataFile> files() {
    return List.copyOf(files);
  }
}
