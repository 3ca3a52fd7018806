package dev.assay.jobs.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.archive.Simulation;
import dev.assay.jobs.spark.ConversationRows;
import dev.assay.results.ConversationColumns;
import dev.assay.results.ResultRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of one planned conversation share.
 *
 * @param conversation the conversation
 * @param metrics ordinals of the metric versions that it is evaluated against
 * @param subject what its results are about
 * @param subjectKey the same as a text
 * @param contentHash of its content
 * @param details of cells that are tried again or replace a result, by ordinal
 */
record Cells(
    Conversation conversation,
    List<Integer> metrics,
    ResultRow.Subject subject,
    String subjectKey,
    String contentHash,
    Map<Integer, Row> details) {

  /** The columns that it reads before those of the conversation. */
  static final List<String> PLANNED =
      List.of(
          "planned_metrics",
          "planned_details",
          "planned_source_type",
          "content_hash",
          "ingested_at");

  /** All columns that it reads, in their order. */
  static final List<String> COLUMNS =
      Stream.concat(PLANNED.stream(), ConversationColumns.NAMES.stream()).toList();

  static Cells of(Row row) {
    Conversation conversation = ConversationRows.fromRow(row, PLANNED.size());
    @Nullable Simulation simulation = conversation.simulation();
    return new Cells(
        conversation,
        row.getList(0),
        new ResultRow.Subject(
            conversation.id(),
            conversation.serviceId(),
            row.getString(2),
            simulation,
            null,
            at(conversation, row.getInstant(4))),
        simulation == null
            ? conversation.id()
            : simulation.unitTestSetRunId()
                + '/'
                + simulation.unitTestId()
                + '/'
                + simulation.runIndex(),
        row.getString(3),
        details(row));
  }

  /** When it took place, else when its content was taken in. */
  private static long at(Conversation conversation, Instant ingestedAt) {
    Instant began = conversation.beganAt();
    return ChronoUnit.MICROS.between(Instant.EPOCH, began == null ? ingestedAt : began);
  }

  private static Map<Integer, Row> details(Row row) {
    if (row.isNullAt(1)) {
      return Map.of();
    }
    Map<Integer, Row> details = new HashMap<>();
    row.<Row>getList(1).forEach(detail -> details.put(detail.getInt(0), detail));
    return details;
  }
}
