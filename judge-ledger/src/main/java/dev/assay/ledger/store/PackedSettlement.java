package dev.assay.ledger.store;

import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A settlement as it travels and is kept, with its texts deflated by whoever settles, so that the
 * one writer need not.
 *
 * @param callId of the grant
 * @param end how the call ended
 * @param retryAfterMillis how long the judge wants to be left alone, or null
 * @param usage what it used, or null when nobody knows
 * @param entries by key
 * @param request the deflated body that was sent
 * @param answer the deflated body that came back, or null
 * @param latencyMillis from sending to the last byte
 */
public record PackedSettlement(
    String callId,
    CallEnd end,
    @Nullable Long retryAfterMillis,
    @Nullable Usage usage,
    Map<String, Entry> entries,
    Deflated request,
    @Nullable Deflated answer,
    long latencyMillis) {

  /** Deflates the texts of a settlement. */
  public static PackedSettlement of(Settlement settlement) {
    String answer = settlement.answer();
    return new PackedSettlement(
        settlement.callId(),
        settlement.end(),
        settlement.retryAfterMillis(),
        settlement.usage(),
        settlement.entries(),
        Deflated.of(settlement.request()),
        answer == null ? null : Deflated.of(answer),
        settlement.latencyMillis());
  }
}
