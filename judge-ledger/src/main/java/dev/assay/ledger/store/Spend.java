package dev.assay.ledger.store;

import dev.assay.evaluators.Usage;

/**
 * What was spent.
 *
 * @param calls requests that were sent, or may have been
 * @param usage what they used; where nobody knows, the most that they can have used
 */
public record Spend(long calls, Usage usage) {

  /** Nothing. */
  public static final Spend NONE = new Spend(0, Usage.NONE);

  /** The sum. */
  public Spend plus(Spend other) {
    return new Spend(calls + other.calls, usage.plus(other.usage));
  }

  public Spend minus(Spend other) {
    return new Spend(
        calls - other.calls,
        new Usage(
            usage.inputTokens() - other.usage.inputTokens(),
            usage.outputTokens() - other.usage.outputTokens(),
            usage.costNanos() - other.usage.costNanos()));
  }

  public static Spend ofCall(Usage usage) {
    return new Spend(1, usage);
  }
}
