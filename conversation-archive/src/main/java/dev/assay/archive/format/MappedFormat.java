package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.FieldPath;
import dev.assay.archive.Mapping;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MappedMessages;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.FieldValues;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a shape that the settings describe. */
public final class MappedFormat implements ArchiveFormat {
  private static final String MESSAGES = "messages";
  private static final int MOST_LEAVES = 10_000;

  private final Mapping mapping;

  public MappedFormat(Mapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public String name() {
    return mapping.name();
  }

  @Override
  public boolean recognises(JsonNode record) {
    return !FieldValues.at(record, mapping.recognisedBy()).isMissingNode();
  }

  @Override
  public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    JsonNode list = MappedMessages.list(record, mapping);
    RecordIdentity identity = identity(record, list, reading);
    return WholeConversation.conversation(
        identity,
        details(record, reading),
        new MappedMessages(mapping, reading).read(list),
        reading);
  }

  /** Where a record has something that nobody reads, such as {@code ticket.log[].text}. */
  public List<String> ignored(JsonNode record) {
    return FieldValues.leaves(record, MOST_LEAVES).stream()
        .filter(leaf -> !mapping.reads(leaf))
        .map(FieldValues::shown)
        .distinct()
        .sorted()
        .toList();
  }

  private RecordIdentity identity(JsonNode record, JsonNode list, RecordReading reading)
      throws UnreadableRecord {
    String name = name(record, mapping.id(), Detail.ID, reading);
    if (name != null) {
      return RecordIdentity.ofName(name, name(), reading);
    }
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.set(MESSAGES, list);
    put(content, "service_id", record, mapping.service());
    put(content, "user_id", record, mapping.user());
    put(content, "created_at", record, mapping.createdAt());
    return RecordIdentity.ofContent(content, name(), reading, List.of(MESSAGES));
  }

  private static void put(
      ObjectNode content, String field, JsonNode record, @Nullable FieldPath path) {
    JsonNode value = at(record, path);
    if (value != null) {
      content.set(field, value);
    }
  }

  private ConversationDetails details(JsonNode record, RecordReading reading)
      throws UnreadableRecord {
    JsonNode tags = at(record, mapping.tags());
    return new ConversationDetails(
        name(record, mapping.service(), Detail.SERVICE, reading),
        name(record, mapping.user(), Detail.USER, reading),
        createdAt(record, reading),
        new RecordObject(record, "").flag("is_finished", true),
        ConversationDetails.tags(tags == null ? null : FieldValues.parsed(tags)),
        null);
  }

  private @Nullable Instant createdAt(JsonNode record, RecordReading reading) {
    JsonNode value = at(record, mapping.createdAt());
    Instant time = value == null ? null : reading.time(value);
    if (time != null) {
      reading.found(Detail.TIME, String.valueOf(mapping.createdAt()));
    }
    return time;
  }

  /** A text or an integer; null when there is none, or a blank one. */
  private static @Nullable String name(
      JsonNode record, @Nullable FieldPath path, Detail detail, RecordReading reading)
      throws UnreadableRecord {
    JsonNode value = at(record, path);
    if (value == null || (value.isTextual() && value.textValue().isBlank())) {
      return null;
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw new RecordObject(record, "")
          .wrongType(String.valueOf(path), "text or an integer", value);
    }
    reading.found(detail, String.valueOf(path));
    return CleanText.of(value.asText());
  }

  private static @Nullable JsonNode at(JsonNode record, @Nullable FieldPath path) {
    JsonNode value = path == null ? null : FieldValues.at(record, path);
    return value == null || value.isMissingNode() ? null : value;
  }
}
