package dev.assay.ledger.admission;

import dev.assay.evaluators.Ledger.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Keys that calls of this run are under way for, and who waits for them. */
final class KeysInFlight {
  private final Map<String, List<PendingInquiry>> waiting = new HashMap<>();

  void start(List<Item> items) {
    items.forEach(item -> waiting.put(item.key(), new ArrayList<>()));
  }

  /** Lets an inquiry wait when one of its keys is in flight; whether it does. */
  boolean await(PendingInquiry pending, Set<String> keys) {
    for (String key : keys) {
      List<PendingInquiry> others = waiting.get(key);
      if (others != null) {
        others.add(pending);
        return true;
      }
    }
    return false;
  }

  /** The keys are free again; who waited for them, in the order of asking. */
  Set<PendingInquiry> end(List<Item> items) {
    Set<PendingInquiry> freed = new LinkedHashSet<>();
    for (Item item : items) {
      List<PendingInquiry> those = waiting.remove(item.key());
      if (those != null) {
        freed.addAll(those);
      }
    }
    return freed;
  }

  void forget(Predicate<PendingInquiry> which) {
    waiting.values().forEach(asks -> asks.removeIf(which));
  }
}
