package dev.assay.ledger.admission;

import dev.assay.evaluators.Usage;
import dev.assay.ledger.store.Spend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the caps of a run. Reservations count in full until they are settled, so no cap
 * is passed whatever happens between. Single-threaded.
 */
public final class Budget {
  private static final double NANOS = 1e9;

  private final Caps caps;
  private Spend spent;
  private Spend reserved = Spend.NONE;

  public Budget(Caps caps, Spend spentBefore) {
    this.caps = caps;
    this.spent = spentBefore;
  }

  boolean fits(Usage bound) {
    Spend all = spent.plus(reserved).plus(Spend.ofCall(bound));
    return isWithin(caps.calls(), all.calls())
        && isWithin(caps.tokens(), all.usage().tokens())
        && isWithin(caps.costNanos(), all.usage().costNanos());
  }

  void reserve(Usage bound) {
    reserved = reserved.plus(Spend.ofCall(bound));
  }

  /** A reservation became an expense. */
  void settle(Usage bound, Spend actual) {
    reserved = reserved.minus(Spend.ofCall(bound));
    spent = spent.plus(actual);
  }

  Spend spent() {
    return spent;
  }

  /** For a person: what the caps are, what is taken, and what one more call could cost. */
  String whyEnded(Usage bound) {
    Spend taken = spent.plus(reserved);
    List<String> parts = new ArrayList<>();
    Long calls = caps.calls();
    if (calls != null) {
      parts.add("%,d of %,d calls".formatted(taken.calls(), calls));
    }
    Long tokens = caps.tokens();
    if (tokens != null) {
      parts.add(
          "%,d of %,d tokens (one more call: up to %,d)"
              .formatted(taken.usage().tokens(), tokens, bound.tokens()));
    }
    Long cost = caps.costNanos();
    if (cost != null) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%.6f of %.6f of cost (one more call: up to %.6f)",
              taken.usage().costNanos() / NANOS,
              cost / NANOS,
              bound.costNanos() / NANOS));
    }
    return "the budget has ended: "
        + String.join(", ", parts)
        + (reserved.equals(Spend.NONE) ? " spent" : " spent or reserved for calls under way");
  }

  private static boolean isWithin(@Nullable Long cap, long amount) {
    return cap == null || amount <= cap;
  }
}
