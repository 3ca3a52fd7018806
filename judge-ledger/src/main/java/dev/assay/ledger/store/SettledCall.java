package dev.assay.ledger.store;

import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that is over.
 *
 * @param id 24 lowercase hex
 * @param sequence its number among those of its run, from 1, in the order in which they ended
 * @param runId the run
 * @param orgId the organization
 * @param conversationId the conversation
 * @param contentHash of its content
 * @param model the judge's model
 * @param parameters what else was sent, as JSON
 * @param promptTemplate name and version
 * @param items what was asked and what came of it
 * @param end how it ended, such as {@code timed_out}; {@code lost} when the process died that made
 *     it
 * @param usage what it used, or where nobody knows, the most that it can have used
 * @param isUsageKnown whether {@code usage} was told by the judge
 * @param request the exact body that was sent, or null when that was lost
 * @param answer the exact body that came back, or null
 * @param latencyMillis from sending to the last byte, or null
 * @param createdAtMicros when it was granted, microseconds since the epoch
 */
public record SettledCall(
    String id,
    long sequence,
    String runId,
    String orgId,
    String conversationId,
    String contentHash,
    String model,
    String parameters,
    String promptTemplate,
    List<ItemOutcome> items,
    String end,
    Usage usage,
    boolean isUsageKnown,
    @Nullable String request,
    @Nullable String answer,
    @Nullable Long latencyMillis,
    long createdAtMicros) {

  public SettledCall {
    items = List.copyOf(items);
  }

  /**
   * One item of a call.
   *
   * @param item what was asked
   * @param outcome {@code answer}, {@code failure} or {@code none}
   * @param errorCode of the failure, else null
   */
  public record ItemOutcome(Item item, String outcome, @Nullable String errorCode) {}
}
