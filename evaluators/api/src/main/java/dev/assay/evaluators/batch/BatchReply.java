package dev.assay.evaluators.batch;

import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a provider said of one call of a batch.
 *
 * @param callId of the call
 * @param end how it ended
 * @param status of HTTP
 * @param usage what it used, or null when nobody knows: then its bound counts as spent
 * @param answer the exact body that came back; null when it was too large to be kept
 */
public record BatchReply(
    String callId, CallEnd end, int status, @Nullable Usage usage, @Nullable String answer) {}
