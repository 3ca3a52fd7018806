package dev.assay.ledger.admission;

import org.jspecify.annotations.Nullable;

/**
 * What a run may spend; null is without a cap.
 *
 * @param calls requests that are sent
 * @param tokens read and written together
 * @param costNanos billionths of the settings' currency
 */
public record Caps(@Nullable Long calls, @Nullable Long tokens, @Nullable Long costNanos) {

  /** No cap at all. */
  public static final Caps NONE = new Caps(null, null, null);
}
