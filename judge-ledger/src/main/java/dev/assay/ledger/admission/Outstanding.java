package dev.assay.ledger.admission;

import dev.assay.ledger.store.Reservation;

/**
 * A call that was granted and is not settled.
 *
 * @param reservation what was reserved for it
 * @param pending who was granted it
 * @param startedAt when, in nanoseconds of the monotonic clock
 */
record Outstanding(Reservation reservation, PendingInquiry pending, long startedAt) {}
