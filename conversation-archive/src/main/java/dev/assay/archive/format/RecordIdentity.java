package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.DerivedId;
import dev.assay.archive.value.RecordObject;
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
   * By the record's own name for itself, which stays the id when it is one; else by its content,
   * and then an edited copy is another conversation.
   *
   * @param content the fields that hold the messages
   */
  static RecordIdentity of(
      RecordObject record, String format, RecordReading reading, List<String> content)
      throws UnreadableRecord {
    String org = reading.orgId();
    Named named = named(record);
    if (named == null) {
      String details = DerivedId.contentOf(record.node(), CONTENT);
      String messages = DerivedId.contentOf(record.node(), content);
      return new RecordIdentity(DerivedId.of(org, format, "content", details, messages), null);
    }
    reading.found(Detail.ID, named.field());
    return DerivedId.isId(named.name())
        ? new RecordIdentity(named.name(), null)
        : new RecordIdentity(DerivedId.of(org, format, "name", named.name()), named.name());
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
