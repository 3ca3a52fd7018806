package dev.assay.results;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.Simulation;
import dev.assay.archive.ToolCall;
import io.delta.kernel.types.StructField;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the table {@code conversation} has it: turned into the values of its columns,
 * in the form of data files, and back.
 */
public final class ConversationRow {

  /**
   * The columns that are the conversation itself, in order; they are the table's first. What else
   * the table has is derived from them, or says where the conversation stood.
   */
  public static final List<String> COLUMNS =
      List.of(
          "id",
          "org_id",
          "external_id",
          "service_id",
          "user_id",
          "created_at",
          "is_finished",
          "tags",
          "simulation_unit_test_set_run_id",
          "unit_test_id",
          "run_index",
          "messages");

  private ConversationRow() {}

  /** The types of {@link #COLUMNS}. */
  public static List<StructField> fields() {
    return COLUMNS.stream().map(AssayTable.CONVERSATION.schema()::get).toList();
  }

  /**
   * Writes the values of {@link #COLUMNS} to the beginning of a row.
   *
   * @param row has a place for each, and perhaps more
   */
  public static void write(Conversation conversation, @Nullable Object[] row) {
    Simulation simulation = conversation.simulation();
    row[0] = conversation.id();
    row[1] = conversation.orgId();
    row[2] = conversation.externalId();
    row[3] = conversation.serviceId();
    row[4] = conversation.userId();
    row[5] = micros(conversation.createdAt());
    row[6] = conversation.finished();
    row[7] = conversation.tags();
    row[8] = simulation == null ? null : simulation.unitTestSetRunId();
    row[9] = simulation == null ? null : simulation.unitTestId();
    row[10] = simulation == null ? null : simulation.runIndex();
    row[11] = conversation.messages().stream().map(ConversationRow::values).toList();
  }

  private static @Nullable Object[] values(Message message) {
    return new @Nullable Object[] {
      message.id(),
      message.interactionId(),
      message.sender().label(),
      message.type().label(),
      message.text(),
      micros(message.createdAt()),
      message.toolCalls().stream().map(ConversationRow::values).toList(),
    };
  }

  private static @Nullable Object[] values(ToolCall call) {
    return new @Nullable Object[] {call.name(), call.arguments(), call.result(), call.error()};
  }

  /**
   * Reads the values of {@link #COLUMNS} back.
   *
   * @param row begins with them
   */
  public static Conversation read(@Nullable Object[] row) {
    Map<?, ?> tags = (Map<?, ?>) Objects.requireNonNull(row[7]);
    TreeMap<String, @Nullable String> sorted = new TreeMap<>();
    tags.forEach((key, value) -> sorted.put((String) key, (String) value));
    String set = (String) row[8];
    return new Conversation(
        text(row[0]),
        text(row[1]),
        (String) row[2],
        (String) row[3],
        (String) row[4],
        instant(row[5]),
        (Boolean) Objects.requireNonNull(row[6]),
        sorted,
        set == null
            ? null
            : new Simulation(set, text(row[9]), (Integer) Objects.requireNonNull(row[10])),
        messages((List<?>) Objects.requireNonNull(row[11])));
  }

  private static List<Message> messages(List<?> rows) {
    Message[] messages = new Message[rows.size()];
    for (int i = 0; i < messages.length; i++) {
      @Nullable Object[] row = (@Nullable Object[]) rows.get(i);
      messages[i] =
          new Message(
              text(row[0]),
              text(row[1]),
              word(Sender.fromLabel(text(row[2])), text(row[2])),
              word(MessageType.fromLabel(text(row[3])), text(row[3])),
              text(row[4]),
              instant(row[5]),
              toolCalls((List<?>) Objects.requireNonNull(row[6])));
    }
    return Arrays.asList(messages);
  }

  private static List<ToolCall> toolCalls(List<?> rows) {
    return rows.isEmpty() ? List.of() : rows.stream().map(ConversationRow::toolCall).toList();
  }

  private static ToolCall toolCall(Object call) {
    @Nullable Object[] row = (@Nullable Object[]) call;
    return new ToolCall(text(row[0]), text(row[1]), (String) row[2], (String) row[3]);
  }

  private static <T> T word(Optional<T> known, String label) {
    return known.orElseThrow(
        () ->
            new IllegalStateException(
                "Unsupported word '%s' in a stored message".formatted(label)));
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  private static @Nullable Long micros(@Nullable Instant instant) {
    return instant == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static @Nullable Instant instant(@Nullable Object micros) {
    return micros == null ? null : Instant.EPOCH.plus((Long) micros, ChronoUnit.MICROS);
  }
}
