package dev.assay.jobs.spark;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.Simulation;
import dev.assay.archive.ToolCall;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationColumns;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Turns conversations into rows of the table {@code conversation}, and back. */
public final class ConversationRows {

  private ConversationRows() {}

  /** The types of {@link ConversationColumns}, all nullable. */
  public static List<StructField> fields() {
    StructType table = Tables.schema(AssayTable.CONVERSATION);
    return ConversationColumns.NAMES.stream()
        .map(table::apply)
        .map(f -> new StructField(f.name(), f.dataType(), true, f.metadata()))
        .toList();
  }

  /** The values of {@link ConversationColumns}. */
  public static @Nullable Object[] toValues(Conversation conversation) {
    Simulation simulation = conversation.simulation();
    return new @Nullable Object[] {
      conversation.id(),
      conversation.orgId(),
      conversation.externalId(),
      conversation.serviceId(),
      conversation.userId(),
      conversation.createdAt(),
      conversation.finished(),
      scala.jdk.javaapi.CollectionConverters.asScala(conversation.tags()),
      simulation == null ? null : simulation.unitTestSetRunId(),
      simulation == null ? null : simulation.unitTestId(),
      simulation == null ? null : simulation.runIndex(),
      messages(conversation.messages()),
    };
  }

  /** Reads {@link ConversationColumns} back, from {@code first} on. */
  public static Conversation fromRow(Row row, int first) {
    return new Conversation(
        row.getString(first),
        row.getString(first + 1),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getString(first + 4),
        instant(row, first + 5),
        row.getBoolean(first + 6),
        tags(row.<String, String>getJavaMap(first + 7)),
        simulation(row, first + 8),
        messages(row, first + 11));
  }

  private static Row[] messages(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                RowFactory.create(
                    message.id(),
                    message.interactionId(),
                    message.sender().label(),
                    message.type().label(),
                    message.text(),
                    message.createdAt(),
                    toolCalls(message.toolCalls())))
        .toArray(Row[]::new);
  }

  private static Row[] toolCalls(List<ToolCall> calls) {
    return calls.stream()
        .map(c -> RowFactory.create(c.name(), c.arguments(), c.result(), c.error()))
        .toArray(Row[]::new);
  }

  private static SortedMap<String, @Nullable String> tags(java.util.Map<String, String> tags) {
    return new TreeMap<>(tags);
  }

  private static @Nullable Simulation simulation(Row row, int first) {
    return row.isNullAt(first)
        ? null
        : new Simulation(row.getString(first), row.getString(first + 1), row.getInt(first + 2));
  }

  private static List<Message> messages(Row row, int index) {
    List<Row> rows = row.getList(index);
    Message[] messages = new Message[rows.size()];
    for (int i = 0; i < messages.length; i++) {
      Row message = rows.get(i);
      messages[i] =
          new Message(
              message.getString(0),
              message.getString(1),
              word(Sender.fromLabel(message.getString(2)), message.getString(2)),
              word(MessageType.fromLabel(message.getString(3)), message.getString(3)),
              message.getString(4),
              instant(message, 5),
              toolCalls(message, 6));
    }
    return Arrays.asList(messages);
  }

  private static List<ToolCall> toolCalls(Row message, int index) {
    List<Row> rows = message.getList(index);
    if (rows.isEmpty()) {
      return List.of();
    }
    return rows.stream()
        .map(c -> new ToolCall(c.getString(0), c.getString(1), c.getString(2), c.getString(3)))
        .toList();
  }

  private static <T> T word(java.util.Optional<T> known, String label) {
    return known.orElseThrow(
        () ->
            new IllegalStateException(
                "Unsupported word '%s' in a stored message".formatted(label)));
  }

  private static @Nullable Instant instant(Row row, int index) {
    return row.isNullAt(index) ? null : row.getInstant(index);
  }
}
