package dev.assay.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.home.Tabular;
import dev.assay.results.Warehouse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Conversations of the table, found without Spark. They have everything that the content hash
 * covers; times, tags and the simulation are left out.
 */
final class StoredConversation {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String FIRST =
      """
      SELECT id, service_id, is_finished, CAST(to_json(messages) AS VARCHAR)
      FROM conversation
      WHERE org_id = ? AND is_finished AND message_count > 0
      ORDER BY sample_key, id
      LIMIT ?
      """;

  private static final String BY_ID =
      """
      SELECT id, service_id, is_finished, CAST(to_json(messages) AS VARCHAR)
      FROM conversation
      WHERE org_id = ? AND (id = ? OR external_id = ?)
      ORDER BY id = ? DESC, ingestion_sequence DESC
      LIMIT 1
      """;

  private StoredConversation() {}

  /**
   * The conversation with this id, or what its source called by it.
   *
   * @throws UserError when none was taken in
   */
  static Conversation find(Warehouse warehouse, String org, String id) {
    Optional<Conversation> found =
        Tabular.query(warehouse, BY_ID, row -> conversation(row, org), org, id, id, id).stream()
            .findFirst();
    return found.orElseThrow(
        () ->
            new UserError(
                ("Cannot find a conversation '%s' of organization %s; ./assay sql \"SELECT id FROM"
                        + " conversation LIMIT 10\" shows some.")
                    .formatted(id, org)));
  }

  /** The first conversations of every sample, the same ones each time; at most so many. */
  static List<Conversation> first(Warehouse warehouse, String org, int most) {
    return Tabular.query(warehouse, FIRST, row -> conversation(row, org), org, most);
  }

  private static Conversation conversation(ResultSet row, String org) throws SQLException {
    return new Conversation(
        row.getString(1),
        org,
        null,
        row.getString(2),
        null,
        null,
        row.getBoolean(3),
        new TreeMap<>(),
        null,
        messages(row.getString(4)));
  }

  private static List<Message> messages(String json) {
    JsonNode rows;
    try {
      rows = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the messages of a conversation", e);
    }
    List<Message> messages = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      messages.add(
          new Message(
              row.path("id").asText(),
              row.path("interaction_id").asText(),
              Sender.fromLabel(row.path("sender").asText()).orElseThrow(),
              MessageType.fromLabel(row.path("message_type").asText()).orElseThrow(),
              row.path("text").asText(),
              null,
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
}
