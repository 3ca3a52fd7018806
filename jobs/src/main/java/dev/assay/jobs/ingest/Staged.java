package dev.assay.jobs.ingest;

import dev.assay.results.file.DataFile;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task has read of a delivery.
 *
 * @param records a file of {@link #COLUMNS}, a row for each record
 * @param conversations data files that no commit has added yet, with all records that were accepted
 * @param rejected how many records were not
 */
record Staged(String records, List<DataFile> conversations, long rejected) implements Serializable {

  /**
   * Where a record stood and what is known of it: a row of a file of conversations, or why it was
   * rejected.
   */
  static final StructType COLUMNS =
      new StructType()
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
          .add("reason", StringType.STRING)
          .add("message", StringType.STRING)
          .add("raw", StringType.STRING);

  Staged {
    conversations = List.copyOf(conversations);
  }

  /**
   * A row of {@link #COLUMNS} of a record that was accepted.
   *
   * @param position its row in the file of conversations
   */
  static @Nullable Object[] accepted(StagedConversation of, String dataFile, int position) {
    return new @Nullable Object[] {
      of.source().file(),
      of.source().split().file(),
      of.line(),
      of.conversation().id(),
      of.conversation().externalId(),
      of.conversation().userId(),
      of.conversation().orgId(),
      of.contentHash(),
      Optional.ofNullable(of.conversation().lastMessageAt()).map(StageTask::micros).orElse(null),
      of.conversation().finished(),
      dataFile,
      position,
      null,
      null,
      null,
    };
  }

  /** A row of {@link #COLUMNS} of a record that was rejected. */
  static @Nullable Object[] rejected(
      StageTask.Source source, long line, String reason, String message, @Nullable String raw) {
    @Nullable Object[] row = new @Nullable Object[COLUMNS.length()];
    row[0] = source.file();
    row[1] = source.split().file();
    row[2] = line;
    row[12] = reason;
    row[13] = message;
    row[14] = raw;
    return row;
  }
}
