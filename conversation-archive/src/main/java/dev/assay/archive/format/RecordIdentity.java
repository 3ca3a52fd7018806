package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.DerivedId;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which conversation a record is.
 *
 * @param id 24 lowercase hex
 * @param externalId what the source called it, when that is not the id
 */
record RecordIdentity(String id, @Nullable String externalId) {

  /** Under these names a record says which conversation it is; the first that it has counts. */
  private static final List<String> FIELDS =
      List.of(
          "id",
          "conversation_id",
          "conversationId",
          "thread_id",
          "threadId",
          "session_id",
          "sessionId",
          "chat_id",
          "chatId",
          "dialogue_id",
          "dialog_id",
          "uuid",
          "_id",
          "conversation_hash",
          "trace_id",
          "traceId",
          "request_id",
          "requestId",
          "custom_id");

  /** And under these within its metadata. */
  private static final List<String> METADATA_FIELDS =
      List.of(
          "conversation_id", "conversationId", "thread_id", "threadId", "session_id", "sessionId");

  /** What tells apart records without a name of their own; other fields may change unnoticed. */
  private static final List<String> CONTENT =
      List.of("service_id", "user_id", "created_at", "simulation");

  /**
   * By the record's own name for itself, which stays the id when it is one; else by its content.
   *
   * @param content the fields that hold the messages
   */
  static RecordIdentity of(
      RecordObject record, String format, RecordReading reading, List<String> content)
      throws UnreadableRecord {
    Named named = named(record);
    if (named == null) {
      return ofContent(record.node(), format, reading, content);
    }
    reading.found(Detail.ID, named.field());
    return ofName(named.name(), format, reading);
  }

  /** By a name that the source has for the conversation. */
  static RecordIdentity ofName(String name, String format, RecordReading reading) {
    return reading.idScope() == null && DerivedId.isId(name)
        ? new RecordIdentity(name, null)
        : derived(name, format, reading, "name", name);
  }

  /**
   * By what the source has for the conversation.
   *
   * @param externalId what it is, for people
   * @param parts all of it
   */
  static RecordIdentity derived(
      String externalId, String format, RecordReading reading, String... parts) {
    List<String> all = new ArrayList<>(List.of(reading.orgId(), format));
    String file = reading.idScope();
    if (file != null) {
      all.addAll(List.of("file", file));
    }
    all.addAll(List.of(parts));
    return new RecordIdentity(DerivedId.of(all.toArray(String[]::new)), externalId);
  }

  /**
   * By content, and then an edited copy is another conversation, and a copy in another file is not.
   *
   * @param content the fields that hold the messages
   */
  static RecordIdentity ofContent(
      JsonNode record, String format, RecordReading reading, List<String> content) {
    String details = DerivedId.contentOf(record, CONTENT);
    String messages = DerivedId.contentOf(record, content);
    return new RecordIdentity(
        DerivedId.of(reading.orgId(), format, "content", details, messages), null);
  }

  /** The fields in which a record may name itself. */
  static List<String> fields() {
    return FIELDS;
  }

  private record Named(String name, String field) {}

  /** Whether the record has a name for itself. */
  static boolean isNamed(RecordObject record) throws UnreadableRecord {
    return named(record) != null;
  }

  private static @Nullable Named named(RecordObject record) throws UnreadableRecord {
    for (String field : FIELDS) {
      JsonNode value = record.value(field);
      JsonNode inner = value == null ? null : value.get("$oid");
      if (inner != null && inner.isTextual()) {
        return new Named(CleanText.of(inner.textValue()), field);
      }
      String name = record.nameOrInteger(field);
      if (name != null) {
        return new Named(name, field);
      }
    }
    JsonNode metadata = record.value("metadata");
    if (metadata != null && metadata.isObject()) {
      RecordObject inner = new RecordObject(metadata, "metadata.");
      for (String field : METADATA_FIELDS) {
        String name = inner.nameOrInteger(field);
        if (name != null) {
          return new Named(name, "metadata." + field);
        }
      }
    }
    return null;
  }
}
