package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.Simulation;
import dev.assay.archive.UnreadableRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a record says of a conversation as a whole, in the words of the native format. */
record ConversationDetails(
    @Nullable String serviceId,
    @Nullable String userId,
    @Nullable Instant createdAt,
    boolean finished,
    SortedMap<String, @Nullable String> tags,
    @Nullable Simulation simulation) {

  /** The details of a native record, in which a wrong type is an error. */
  static ConversationDetails of(RecordObject record) throws UnreadableRecord {
    return new ConversationDetails(
        record.name("service_id"),
        record.name("user_id"),
        record.time("created_at"),
        record.flag("is_finished", true),
        tags(record),
        simulation(record));
  }

  /**
   * The details of a record of another shape. Its fields of these names may mean something else, so
   * one of another JSON type is left alone; but never {@code is_finished}, which decides whether
   * the conversation is evaluated.
   */
  static ConversationDetails ofForeign(RecordObject record) throws UnreadableRecord {
    ObjectNode own = ((ObjectNode) record.node()).objectNode();
    for (String field : List.of("service_id", "user_id", "created_at")) {
      JsonNode value = record.value(field);
      if (value != null && value.isTextual()) {
        own.set(field, value);
      }
    }
    JsonNode tags = record.value("tags");
    if (tags != null && tags.isObject() && areTags(tags)) {
      own.set("tags", tags);
    }
    JsonNode simulation = record.value("simulation");
    if (simulation != null && simulation.isObject()) {
      own.set("simulation", simulation);
    }
    own.set("is_finished", record.value("is_finished"));
    return of(new RecordObject(own, record.where()));
  }

  private static boolean areTags(JsonNode tags) {
    for (JsonNode value : tags) {
      if (!value.isTextual() && !value.isNull()) {
        return false;
      }
    }
    return true;
  }

  private static SortedMap<String, @Nullable String> tags(RecordObject record)
      throws UnreadableRecord {
    SortedMap<String, @Nullable String> tags = new TreeMap<>();
    RecordObject object = record.object("tags");
    if (object != null) {
      for (Map.Entry<String, JsonNode> tag : object.node().properties()) {
        tags.put(CleanText.of(tag.getKey()), object.text(tag.getKey()));
      }
    }
    return tags;
  }

  private static @Nullable Simulation simulation(RecordObject record) throws UnreadableRecord {
    RecordObject simulation = record.object("simulation");
    if (simulation == null || simulation.node().isEmpty()) {
      return null;
    }
    String run = simulation.name("simulation_unit_test_set_run_id");
    String test = simulation.name("unit_test_id");
    if (run == null) {
      throw simulation.missing("simulation_unit_test_set_run_id");
    }
    if (test == null) {
      throw simulation.missing("unit_test_id");
    }
    return new Simulation(run, test, simulation.integer("run_index", 0));
  }

  Conversation with(RecordIdentity identity, String orgId, List<Message> messages) {
    return new Conversation(
        identity.id(),
        orgId,
        identity.externalId(),
        serviceId,
        userId,
        createdAt,
        finished,
        tags,
        simulation,
        messages);
  }
}
