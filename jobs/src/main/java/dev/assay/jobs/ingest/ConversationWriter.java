package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.ScratchFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes conversations to files as the table will have them, each in the order of its sample keys,
 * and beside them where each record stood. Not thread-safe.
 */
final class ConversationWriter {

  /** What a message takes beside its text, in characters. */
  private static final int CHARACTERS_A_MESSAGE = 200;

  private final StageTask.Numbers delivery;
  private final HeldRows<StagedConversation> rows;

  /**
   * @param warehouse the folder of the tables
   * @param delivery its number and time are those of the conversations
   * @param records gets a row for each
   * @param mostCharacters so much is held until it is written
   */
  ConversationWriter(
      String warehouse, StageTask.Numbers delivery, ScratchFile records, long mostCharacters) {
    this.delivery = delivery;
    this.rows =
        new HeldRows<>(
            warehouse,
            AssayTable.CONVERSATION,
            new HeldRows.Shape<>(StagedConversation::sampleKey, this::row, Staged::conversation),
            records,
            mostCharacters);
  }

  void add(StagedConversation conversation) throws IOException {
    rows.add(conversation, characters(conversation.conversation()));
  }

  private static long characters(Conversation conversation) {
    return conversation.messages().stream()
        .mapToLong(message -> CHARACTERS_A_MESSAGE + message.text().length())
        .sum();
  }

  /** Writes what is held. */
  void flush() throws IOException {
    rows.flush();
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
    return rows.files();
  }
}
