package dev.assay.erasure;

import dev.assay.results.AssayTable;
import java.util.List;

/**
 * A table of which each row is about one conversation.
 *
 * @param table the table
 * @param key the column that holds the conversation's id
 * @param content SQL of DuckDB's: the columns that hold something of the conversation, or empty
 *     when none does
 */
record ConversationTable(AssayTable table, String key, String content) {

  static final ConversationTable CONVERSATIONS =
      new ConversationTable(
          AssayTable.CONVERSATION, "id", "id, external_id, user_id, tags, messages, content_hash");

  /** The traces of a conversation are among its {@link Identifiers#ids}. */
  static final ConversationTable FRAGMENTS =
      new ConversationTable(
          AssayTable.CONVERSATION_FRAGMENT,
          "trace_conversation_id",
          "conversation_id, trace_conversation_id, session_id, trace_id, span_id, user_id,"
              + " fragment, fragment_hash");

  /** All of them; a conversation's own row goes last, so that it is found again until then. */
  static final List<ConversationTable> ALL =
      List.of(
          new ConversationTable(AssayTable.PLANNED_CONVERSATION, "conversation_id", ""),
          results(AssayTable.METRIC_EVALUATION_RESULT),
          results(AssayTable.METRIC_EVALUATION_HISTORY),
          new ConversationTable(
              AssayTable.METRIC_EVALUATION_FAILURE, "conversation_id", "id, message, content_hash"),
          new ConversationTable(
              AssayTable.JUDGEMENT, "conversation_id", "id, items, request, answer, content_hash"),
          FRAGMENTS,
          CONVERSATIONS);

  private static ConversationTable results(AssayTable table) {
    return new ConversationTable(
        table, "conversation_id", "id, justification, \"references\", content_hash");
  }
}
