package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.Simulation;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a record says of a conversation as a whole. */
record ConversationDetails(
    @Nullable String serviceId,
    @Nullable String userId,
    @Nullable Instant createdAt,
    boolean finished,
    SortedMap<String, @Nullable String> tags,
    @Nullable Simulation simulation) {

  private static final List<String> SERVICES =
      List.of("service_id", "serviceId", "service", "service_name", "agent_id", "agent_name");

  private static final List<String> USERS =
      List.of("user_id", "userId", "user", "end_user", "customer_id", "customerId");

  private static final List<String> TIMES =
      List.of(
          "created_at",
          "createdAt",
          "created",
          "timestamp",
          "start_time",
          "startTime",
          "started_at",
          "startedAt",
          "create_time",
          "time",
          "date");

  /** The fields in which a record may have details. */
  static List<String> fields() {
    List<String> fields = new ArrayList<>(List.of("is_finished", "tags", "simulation"));
    fields.addAll(SERVICES);
    fields.addAll(USERS);
    fields.addAll(TIMES);
    return fields;
  }

  /** The details of a native record, in which a wrong type of its own fields is an error. */
  static ConversationDetails of(RecordObject record, RecordReading reading)
      throws UnreadableRecord {
    for (String field : List.of("service_id", "user_id")) {
      var unused = record.nameOrInteger(field);
    }
    return read(record, simulation(record), reading);
  }

  /**
   * The details of a record of another shape. Its fields of these names may mean something else, so
   * one of another JSON type is left alone; but never {@code is_finished}, which decides whether
   * the conversation is evaluated.
   */
  static ConversationDetails ofForeign(RecordObject record, RecordReading reading)
      throws UnreadableRecord {
    JsonNode simulation = record.value("simulation");
    return read(
        record, simulation != null && simulation.isObject() ? simulation(record) : null, reading);
  }

  private static ConversationDetails read(
      RecordObject record, @Nullable Simulation simulation, RecordReading reading)
      throws UnreadableRecord {
    return new ConversationDetails(
        name(record, SERVICES, Detail.SERVICE, reading),
        name(record, USERS, Detail.USER, reading),
        time(record, reading),
        record.flag("is_finished", true),
        tags(record.value("tags")),
        simulation);
  }

  private static @Nullable String name(
      RecordObject record, List<String> fields, Detail detail, RecordReading reading) {
    for (String field : fields) {
      String name = name(record.node().path(field));
      if (name == null) {
        name = name(record.node().path("metadata").path(field));
      }
      if (name != null) {
        reading.found(detail, field);
        return name;
      }
    }
    return null;
  }

  /** Text or an integer, or the id of an object. */
  private static @Nullable String name(JsonNode value) {
    JsonNode named = value.isObject() ? value.path("id") : value;
    if (named.isIntegralNumber()) {
      return named.asText();
    }
    return named.isTextual() && !named.textValue().isBlank()
        ? CleanText.of(named.textValue())
        : null;
  }

  private static @Nullable Instant time(RecordObject record, RecordReading reading) {
    for (String field : TIMES) {
      JsonNode value = record.value(field);
      Instant time = value == null ? null : reading.time(value);
      if (time != null) {
        reading.found(Detail.TIME, field);
        return time;
      }
    }
    return null;
  }

  /**
   * An object's fields, or a list's texts, each a tag without a value, and its objects of {@code
   * key} or {@code name} and {@code value}. A value that is no text stands as compact JSON.
   */
  static SortedMap<String, @Nullable String> tags(@Nullable JsonNode value) {
    SortedMap<String, @Nullable String> tags = new TreeMap<>();
    if (value == null) {
      return tags;
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> tag : value.properties()) {
        tags.put(CleanText.of(tag.getKey()), text(tag.getValue()));
      }
    } else if (value.isArray()) {
      for (JsonNode tag : value) {
        JsonNode key = tag.has("key") ? tag.path("key") : tag.path("name");
        if (key.isTextual()) {
          tags.put(CleanText.of(key.textValue()), text(tag.path("value")));
        } else if (!tag.isNull()) {
          tags.put(CleanText.ofJson(tag), null);
        }
      }
    } else {
      tags.put(CleanText.ofJson(value), null);
    }
    return tags;
  }

  private static @Nullable String text(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? null : CleanText.ofJson(value);
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
