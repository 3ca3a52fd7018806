package dev.assay.results.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.SampleKey;
import dev.assay.archive.Sender;
import dev.assay.archive.Simulation;
import dev.assay.archive.ToolCall;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.commit.Warehouse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conversations of the table, found without Spark. */
public final class StoredConversation {
  private static final String READER_MEMORY = "128MB";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Columns that JDBC has no type for, as it gets them. */
  private static final Map<String, String> EXPRESSIONS =
      Map.of(
          "created_at",
          "epoch_us(created_at)",
          "tags",
          "CAST(to_json(tags) AS VARCHAR)",
          "messages",
          """
          CAST(to_json(list_transform(messages, lambda m: struct_pack(
            id := m.id, interaction_id := m.interaction_id, sender := m.sender,
            message_type := m.message_type, text := m.text, micros := epoch_us(m.created_at),
            tool_calls := m.tool_calls))) AS VARCHAR)""");

  private static final String COLUMNS =
      ConversationRow.COLUMNS.stream()
          .map(name -> "%s AS %s".formatted(EXPRESSIONS.getOrDefault(name, name), name))
          .collect(Collectors.joining(", ", "SELECT ", " FROM conversation "));

  private static final String FIRST =
      COLUMNS
          + """
          WHERE org_id = ? AND is_finished AND message_count > 0
          ORDER BY sample_key, id
          LIMIT ?
          """;

  private static final String BY_NAME =
      COLUMNS
          + """
          WHERE org_id = ? AND (id = ? OR external_id = ?)
          ORDER BY id = ? DESC, ingestion_sequence DESC
          LIMIT 1
          """;

  /** Files hold ranges of sample keys, so that few are read. */
  private static final String BY_ID = COLUMNS + "WHERE sample_key = ? AND org_id = ? AND id = ?";

  private StoredConversation() {}

  /** A reader for {@link #find}, for a process that goes on. */
  public static KeyedReader reader(Warehouse warehouse) {
    return KeyedReader.open(warehouse, AssayTable.CONVERSATION, "sample_key", READER_MEMORY);
  }

  /** The conversation with this id. */
  public static Optional<Conversation> find(KeyedReader reader, String org, String id) {
    long key = SampleKey.of(org, id);
    return reader.query(key, BY_ID, StoredConversation::conversation, key, org, id).stream()
        .findFirst();
  }

  /** The conversation with this id, or what its source called by it; reads the whole table. */
  public static Optional<Conversation> named(Warehouse warehouse, String org, String name) {
    return TableQuery.query(
            warehouse, BY_NAME, StoredConversation::conversation, org, name, name, name)
        .stream()
        .findFirst();
  }

  /** The first conversations of every sample, the same ones each time; at most so many. */
  public static List<Conversation> first(Warehouse warehouse, String org, int most) {
    return TableQuery.query(warehouse, FIRST, StoredConversation::conversation, org, most);
  }

  private static Conversation conversation(ResultSet row) throws SQLException {
    String set = row.getString("simulation_unit_test_set_run_id");
    return new Conversation(
        row.getString("id"),
        row.getString("org_id"),
        row.getString("external_id"),
        row.getString("service_id"),
        row.getString("user_id"),
        row.getObject("created_at") == null ? null : instant(row.getLong("created_at")),
        row.getBoolean("is_finished"),
        tags(tree(row.getString("tags"))),
        set == null
            ? null
            : new Simulation(set, row.getString("unit_test_id"), row.getInt("run_index")),
        messages(tree(row.getString("messages"))));
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a stored conversation", e);
    }
  }

  private static SortedMap<String, @Nullable String> tags(JsonNode rows) {
    SortedMap<String, @Nullable String> tags = new TreeMap<>();
    rows.properties().forEach(tag -> tags.put(tag.getKey(), textOrNull(tag.getValue())));
    return tags;
  }

  private static List<Message> messages(JsonNode rows) {
    List<Message> messages = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      JsonNode micros = row.path("micros");
      messages.add(
          new Message(
              row.path("id").asText(),
              row.path("interaction_id").asText(),
              Sender.fromLabel(row.path("sender").asText()).orElseThrow(),
              MessageType.fromLabel(row.path("message_type").asText()).orElseThrow(),
              row.path("text").asText(),
              micros.isNumber() ? instant(micros.longValue()) : null,
              toolCalls(row.path("tool_calls"))));
    }
    return messages;
  }

  private static List<ToolCall> toolCalls(JsonNode rows) {
    List<ToolCall> calls = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      calls.add(
          new ToolCall(
              row.path("name").asText(),
              row.path("arguments").asText(),
              textOrNull(row.path("result")),
              textOrNull(row.path("error"))));
    }
    return calls;
  }

  private static @Nullable String textOrNull(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
