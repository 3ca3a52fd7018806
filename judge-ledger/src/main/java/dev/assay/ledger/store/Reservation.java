package dev.assay.ledger.store;

import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import java.util.List;

/**
 * A call that is about to be granted.
 *
 * @param callId 24 lowercase hex, in order of time
 * @param call what was asked
 * @param items of those, what is not known yet
 * @param bound the most it can use
 * @param createdAtMicros microseconds since the epoch
 */
public record Reservation(
    String callId, Call call, List<Item> items, Usage bound, long createdAtMicros) {}
