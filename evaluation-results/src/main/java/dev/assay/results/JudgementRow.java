package dev.assay.results;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code judgement}: a call of a judge. SPEC.md says what each column means.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization
 * @param conversationId the conversation
 * @param contentHash of its content
 * @param model the judge's model
 * @param parameters JSON
 * @param promptTemplate name and version
 * @param items what was asked and what came of it
 * @param callEnd how it ended
 * @param request the exact body that was sent, or null
 * @param answer the exact body that came back, or null
 * @param inputTokens that were read
 * @param outputTokens that were written
 * @param cost in the currency of the settings' prices
 * @param isUsageKnown whether the judge told these three
 * @param latencyMillis from sending to the last byte, or null
 * @param runId the run
 * @param sequence among the calls of the run, from 1
 * @param createdAtMicros microseconds since the epoch, UTC
 */
public record JudgementRow(
    String id,
    String orgId,
    String conversationId,
    String contentHash,
    String model,
    String parameters,
    String promptTemplate,
    List<Item> items,
    String callEnd,
    @Nullable String request,
    @Nullable String answer,
    long inputTokens,
    long outputTokens,
    double cost,
    boolean isUsageKnown,
    @Nullable Long latencyMillis,
    String runId,
    long sequence,
    long createdAtMicros) {

  public JudgementRow {
    items = List.copyOf(items);
  }

  /**
   * One answer that was wanted.
   *
   * @param key of the ledger
   * @param metricId whose
   * @param metricVersion and which version
   * @param outcome {@code answer}, {@code failure} or {@code none}
   * @param errorCode of a failure, else null
   */
  public record Item(
      String key, String metricId, int metricVersion, String outcome, @Nullable String errorCode) {

    private @Nullable Object[] toFields() {
      return new @Nullable Object[] {key, metricId, metricVersion, outcome, errorCode};
    }
  }

  /** The row in the order of the table's schema without its partition columns. */
  public @Nullable Object[] toFields() {
    List<Object> elements = new ArrayList<>();
    items.forEach(item -> elements.add(item.toFields()));
    return new @Nullable Object[] {
      id,
      orgId,
      conversationId,
      contentHash,
      model,
      parameters,
      promptTemplate,
      elements,
      callEnd,
      request,
      answer,
      inputTokens,
      outputTokens,
      cost,
      isUsageKnown,
      latencyMillis,
      runId,
      sequence,
      createdAtMicros,
    };
  }
}
