package dev.assay.results.read;

import dev.assay.archive.Simulation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code current_result} as a reader wants it.
 *
 * @param id 24 lowercase hex
 * @param value Boolean, Double or String by the metric's type; null is not applicable
 * @param sourceType {@code post-session}, {@code simulation} or {@code manual}
 * @param references ids of messages
 * @param manual of a manual result alone
 * @param simulation of a simulated conversation alone
 * @param createdAt microseconds, UTC
 */
public record StoredResult(
    String id,
    String orgId,
    String metricId,
    int metricVersion,
    String conversationId,
    String sourceType,
    @Nullable Object value,
    @Nullable String justification,
    List<String> references,
    Manual manual,
    @Nullable Simulation simulation,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * How a manual evaluation was asked for; all null for others.
   *
   * @param toInteractionId the last interaction that was looked at, or null for all
   */
  public record Manual(
      @Nullable String toInteractionId, @Nullable String orgId, @Nullable String userId) {}

  public StoredResult {
    references = List.copyOf(references);
  }
}
