package dev.assay.archive.format;

import dev.assay.archive.UnreadableRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which conversation a record is.
 *
 * @param id 24 lowercase hex
 * @param externalId what the source called it, when that is not the id
 */
record RecordIdentity(String id, @Nullable String externalId) {

  private static final List<String> FIELDS = List.of("id", "conversation_id", "thread_id");

  /** What tells apart records without a name of their own; other fields may change unnoticed. */
  private static final List<String> CONTENT =
      List.of("service_id", "user_id", "created_at", "simulation");

  /**
   * By the record's own name for itself, which stays the id when it is one; else by its content,
   * and then an edited copy is another conversation.
   *
   * @param messages the field that holds the messages
   */
  static RecordIdentity of(RecordObject record, String format, String orgId, String messages)
      throws UnreadableRecord {
    String named = named(record);
    if (named == null) {
      String details = DerivedId.contentOf(record.node(), CONTENT);
      String content = DerivedId.contentOf(record.node(), List.of(messages));
      return new RecordIdentity(DerivedId.of(orgId, format, "content", details, content), null);
    }
    return DerivedId.isId(named)
        ? new RecordIdentity(named, null)
        : new RecordIdentity(DerivedId.of(orgId, format, "name", named), named);
  }

  /** The record's own name for itself, or null. */
  static @Nullable String named(RecordObject record) throws UnreadableRecord {
    for (String field : FIELDS) {
      String name = record.nameOrInteger(field);
      if (name != null) {
        return name;
      }
    }
    return null;
  }
}
