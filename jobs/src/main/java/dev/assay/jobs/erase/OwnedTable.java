package dev.assay.jobs.erase;

import dev.assay.results.AssayTable;
import java.util.List;

/**
 * A table each of whose rows is about one conversation.
 *
 * @param table the table
 * @param key the column that holds the conversation's id
 * @param told SQL of DuckDB's: the columns that tell of the conversation, or empty when none does
 */
record OwnedTable(AssayTable table, String key, String told) {

  static final OwnedTable CONVERSATIONS =
      new OwnedTable(
          AssayTable.CONVERSATION, "id", "id, external_id, user_id, tags, messages, content_hash");

  static final OwnedTable FAILURES =
      new OwnedTable(
          AssayTable.METRIC_EVALUATION_FAILURE, "conversation_id", "id, message, content_hash");

  /** All of them; a conversation's own row goes last, so that it is found again until then. */
  static final List<OwnedTable> ALL =
      List.of(
          new OwnedTable(AssayTable.PLANNED_CONVERSATION, "conversation_id", ""),
          results(AssayTable.METRIC_EVALUATION_RESULT),
          results(AssayTable.METRIC_EVALUATION_HISTORY),
          FAILURES,
          new OwnedTable(
              AssayTable.JUDGEMENT, "conversation_id", "id, items, request, answer, content_hash"),
          CONVERSATIONS);

  private static OwnedTable results(AssayTable table) {
    return new OwnedTable(
        table, "conversation_id", "id, justification, \"references\", content_hash");
  }
}
