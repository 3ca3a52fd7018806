package dev.assay.ledger.store;

import org.jspecify.annotations.Nullable;

/**
 * What a run has spent so far.
 *
 * @param spend calls and what they used
 * @param answers how many answers that gave
 * @param refusalCode why it may ask no more, such as {@code budget_ended}, or null
 * @param refusalMessage the same for a person, or null
 */
public record RunSpend(
    Spend spend, long answers, @Nullable String refusalCode, @Nullable String refusalMessage) {

  /** A run that asked no judge. */
  public static final RunSpend NONE = new RunSpend(Spend.NONE, 0, null, null);
}
