package dev.assay.jobs.ingest;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.archive.ErasedHash;
import dev.assay.archive.SampleKey;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.record.ArchiveReader;
import dev.assay.archive.record.ArchiveRecord;
import dev.assay.archive.record.ArchiveRecords;
import dev.assay.archive.record.ReadLimits;
import dev.assay.jobs.spark.ConversationRows;
import dev.assay.jobs.spark.TaskSlots;
import dev.assay.results.ConversationColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the staging folder: where it stood, then either the conversation and what
 * is derived from it, or why it was rejected.
 */
final class StagedRecord {

  private static final List<StructField> ORIGIN =
      List.of(
          DataTypes.createStructField("file", DataTypes.IntegerType, true),
          DataTypes.createStructField("archive_file", DataTypes.StringType, true),
          DataTypes.createStructField("line", DataTypes.LongType, true),
          DataTypes.createStructField("reason", DataTypes.StringType, true),
          DataTypes.createStructField("message", DataTypes.StringType, true),
          DataTypes.createStructField("raw", DataTypes.StringType, true),
          DataTypes.createStructField("content_hash", DataTypes.StringType, true),
          DataTypes.createStructField("sample_key", DataTypes.LongType, true),
          DataTypes.createStructField("message_count", DataTypes.IntegerType, true),
          DataTypes.createStructField("last_message_at", DataTypes.TimestampType, true));

  /** Why a conversation that was erased is not taken in again. */
  private static final String ERASED = "erased_before";

  private static final String ERASED_MESSAGE =
      "This conversation was erased; ./assay erase --conversation ID --admit-again lets it in";

  private StagedRecord() {}

  static StructType schema() {
    List<StructField> fields = new ArrayList<>(ORIGIN);
    fields.addAll(ConversationRows.fields());
    return DataTypes.createStructType(fields);
  }

  /** A split and the place of its file in the delivery. */
  record Source(int file, ArchiveSplit split) implements Serializable {}

  /**
   * Reads splits one after the other, as a stream of staged rows.
   *
   * @param erased hashes of conversations that were erased: nothing of them is staged
   */
  static Iterator<Row> read(Iterator<Source> sources, String orgId, Set<String> erased) {
    return new Records(
        sources,
        orgId,
        erased,
        ReadLimits.ofHeap(Runtime.getRuntime().maxMemory(), TaskSlots.ofThisProcess()));
  }

  private static final class Records implements Iterator<Row> {
    private final Iterator<Source> sources;
    private final String orgId;
    private final Set<String> erased;
    private final ReadLimits limits;
    private @Nullable Source source;
    private @Nullable ArchiveRecords records;

    Records(Iterator<Source> sources, String orgId, Set<String> erased, ReadLimits limits) {
      this.limits = limits;
      this.sources = sources;
      this.orgId = orgId;
      this.erased = erased;
      TaskContext context = TaskContext.get();
      if (context != null) {
        context.addTaskCompletionListener(
            new TaskCompletionListener() {
              @Override
              public void onTaskCompletion(TaskContext done) {
                close();
              }
            });
      }
    }

    @Override
    public boolean hasNext() {
      while (records == null || !records.hasNext()) {
        close();
        if (!sources.hasNext()) {
          return false;
        }
        Source next = sources.next();
        source = next;
        records = ArchiveReader.read(next.split(), orgId, limits);
      }
      return true;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return toRow(Objects.requireNonNull(source), Objects.requireNonNull(records).next(), erased);
    }

    private void close() {
      if (records != null) {
        records.close();
        records = null;
      }
    }
  }

  private static Row toRow(Source source, ArchiveRecord record, Set<String> erased) {
    @Nullable Object[] values =
        new @Nullable Object[ORIGIN.size() + ConversationColumns.NAMES.size()];
    values[0] = source.file();
    values[1] = source.split().file();
    values[2] = record.line();
    if (record instanceof ArchiveRecord.Rejected rejected) {
      values[3] = rejected.reason().label();
      values[4] = rejected.message();
      values[5] = rejected.raw();
    } else if (record instanceof ArchiveRecord.Accepted accepted) {
      Conversation conversation = accepted.conversation();
      if (isErased(conversation, erased)) {
        values[3] = ERASED;
        values[4] = ERASED_MESSAGE;
        return RowFactory.create(values);
      }
      values[6] = ContentHash.of(conversation);
      values[7] = SampleKey.of(conversation.orgId(), conversation.id());
      values[8] = conversation.messages().size();
      values[9] = conversation.lastMessageAt();
      @Nullable Object[] columns = ConversationRows.toValues(conversation);
      System.arraycopy(columns, 0, values, ORIGIN.size(), columns.length);
    }
    return RowFactory.create(values);
  }

  private static boolean isErased(Conversation conversation, Set<String> erased) {
    return !erased.isEmpty()
        && erased.contains(ErasedHash.of(conversation.orgId(), conversation.id()));
  }
}
