package dev.assay.jobs.ingest;

import dev.assay.results.file.DataFile;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task has read of a delivery.
 *
 * @param records a file of {@link #COLUMNS}, a row for each conversation, fragment and rejected
 *     record
 * @param conversations data files that no commit has added yet, with all conversations
 * @param fragments such files with all fragments
 * @param rejected how many records were rejected
 * @param parts how many records were parts of conversations and understood, by the place of their
 *     file in the delivery
 * @param notes how they were read
 */
record Staged(
    String records,
    List<DataFile> conversations,
    List<DataFile> fragments,
    long rejected,
    Map<Integer, Long> parts,
    ReadNotes notes)
    implements Serializable {

  /** Instead of the place of a file: put together from fragments of any number of files. */
  static final int ASSEMBLED = -1;

  /** What a row is: a conversation that was read or put together. */
  static final String CONVERSATION = "conversation";

  /** What a row is: a fragment, of which the conversation is named as it tells itself. */
  static final String FRAGMENT = "fragment";

  /** What a row is: a conversation whose fragments do not make one, or no longer. */
  static final String ABSENT = "absent";

  /** What a row is: a record that was not read. */
  static final String REJECTED = "rejected";

  /** Where a record stood and what is known of it: a row of a data file, or why it was rejected. */
  static final StructType COLUMNS =
      new StructType()
          .add("kind", StringType.STRING, false)
          .add("file", IntegerType.INTEGER, false)
          .add("archive_file", StringType.STRING, false)
          .add("line", LongType.LONG, false)
          .add("id", StringType.STRING)
          .add("external_id", StringType.STRING)
          .add("user_id", StringType.STRING)
          .add("org_id", StringType.STRING)
          .add("content_hash", StringType.STRING)
          .add("last_message_at", TimestampType.TIMESTAMP)
          .add("is_finished", BooleanType.BOOLEAN)
          .add("data_file", StringType.STRING)
          .add("position", IntegerType.INTEGER)
          .add("is_new", BooleanType.BOOLEAN)
          .add("created_at", TimestampType.TIMESTAMP)
          .add("reason", StringType.STRING)
          .add("message", StringType.STRING)
          .add("raw", StringType.STRING);

  Staged {
    conversations = List.copyOf(conversations);
    fragments = List.copyOf(fragments);
    parts = Map.copyOf(parts);
  }

  /**
   * A row of {@link #COLUMNS} of a conversation.
   *
   * @param position its row in the file of conversations
   */
  static @Nullable Object[] conversation(StagedConversation of, String dataFile, int position) {
    Instant last = of.conversation().lastMessageAt();
    Instant began = of.conversation().createdAt();
    return new @Nullable Object[] {
      CONVERSATION,
      of.file(),
      of.archiveFile(),
      of.line(),
      of.conversation().id(),
      of.conversation().externalId(),
      of.conversation().userId(),
      of.conversation().orgId(),
      of.contentHash(),
      last == null ? null : (Long) ConversationWriter.micros(last),
      of.conversation().finished(),
      dataFile,
      position,
      of.isNew(),
      began == null ? null : (Long) ConversationWriter.micros(began),
      null,
      null,
      null,
    };
  }

  /**
   * A row of {@link #COLUMNS} of a fragment.
   *
   * @param id of the conversation that it tells of
   * @param position its row in the file of fragments
   */
  static @Nullable Object[] fragment(
      StageTask.Source source,
      long line,
      String id,
      @Nullable String userId,
      String orgId,
      String dataFile,
      int position) {
    @Nullable Object[] row = row(FRAGMENT, source.file(), source.split().file(), line);
    row[4] = id;
    row[6] = userId;
    row[7] = orgId;
    row[11] = dataFile;
    row[12] = position;
    return row;
  }

  /** A row of {@link #COLUMNS} of a conversation that the table shall not have. */
  static @Nullable Object[] absent(String orgId, String id) {
    @Nullable Object[] row = row(ABSENT, ASSEMBLED, "", 0);
    row[4] = id;
    row[7] = orgId;
    return row;
  }

  /** A row of {@link #COLUMNS} of a record that was rejected. */
  static @Nullable Object[] rejected(
      StageTask.Source source, long line, String reason, String message, @Nullable String raw) {
    @Nullable Object[] row = row(REJECTED, source.file(), source.split().file(), line);
    row[15] = reason;
    row[16] = message;
    row[17] = raw;
    return row;
  }

  private static @Nullable Object[] row(String kind, int file, String archiveFile, long line) {
    @Nullable Object[] row = new @Nullable Object[COLUMNS.length()];
    row[0] = kind;
    row[1] = file;
    row[2] = archiveFile;
    row[3] = line;
    return row;
  }
}
