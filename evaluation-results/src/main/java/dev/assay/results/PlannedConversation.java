package dev.assay.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code planned_conversation}, without its partition columns: a conversation that a
 * run's wave evaluates.
 *
 * @param waveTimeMicros when the wave's results are from; microseconds since the epoch, UTC
 * @param orgId the organization
 * @param conversationId the conversation
 * @param contentHash of the content that was planned
 * @param sampleKey the conversation's
 * @param ingestionSequence the ingestion that brought that content
 * @param sourceType {@code post-session} or {@code simulation}
 * @param metrics ordinals of the run's metric versions, one cell each; not empty
 * @param details of the cells that are tried again or replace a result
 */
public record PlannedConversation(
    long waveTimeMicros,
    String orgId,
    String conversationId,
    String contentHash,
    long sampleKey,
    long ingestionSequence,
    String sourceType,
    List<Integer> metrics,
    List<Detail> details) {

  /**
   * What is particular of a cell.
   *
   * @param metric its ordinal
   * @param attempt from 1
   * @param replaces id of the result that the cell's supersedes, or null
   * @param replacesCreatedAtMicros when that result is from, or null
   */
  public record Detail(
      int metric, int attempt, @Nullable String replaces, @Nullable Long replacesCreatedAtMicros) {}

  public PlannedConversation {
    metrics = List.copyOf(metrics);
    details = List.copyOf(details);
  }

  /** The row in the order of the table's schema without its partition columns. */
  public @Nullable Object[] toFields() {
    return new @Nullable Object[] {
      waveTimeMicros,
      orgId,
      conversationId,
      contentHash,
      sampleKey,
      ingestionSequence,
      sourceType,
      metrics,
      details.isEmpty() ? null : details.stream().map(PlannedConversation::fields).toList(),
    };
  }

  private static @Nullable Object[] fields(Detail detail) {
    return new @Nullable Object[] {
      detail.metric(), detail.attempt(), detail.replaces(), detail.replacesCreatedAtMicros()
    };
  }

  /** Reads what {@link #toFields} gives. */
  public static PlannedConversation of(@Nullable Object[] row) {
    List<Integer> metrics = new ArrayList<>();
    ((List<?>) there(row[7])).forEach(metric -> metrics.add((Integer) metric));
    List<Detail> details = new ArrayList<>();
    if (row[8] instanceof List<?> rows) {
      rows.forEach(detail -> details.add(detail((@Nullable Object[]) detail)));
    }
    return new PlannedConversation(
        (Long) there(row[0]),
        (String) there(row[1]),
        (String) there(row[2]),
        (String) there(row[3]),
        (Long) there(row[4]),
        (Long) there(row[5]),
        (String) there(row[6]),
        metrics,
        details);
  }

  private static Detail detail(@Nullable Object[] row) {
    return new Detail(
        (Integer) there(row[0]), (Integer) there(row[1]), (String) row[2], (Long) row[3]);
  }

  private static Object there(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }
}
