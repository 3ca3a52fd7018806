package dev.assay.ledger.admission;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.ledger.store.KnownEntries;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An inquiry on its way.
 *
 * @param number in the order of asking
 * @param asker the process that asks
 * @param inquiry what it asks
 * @param reply told the answer once, from the ledger's thread or one that settles a call; must not
 *     block
 */
public record PendingInquiry(
    long number, String asker, Inquiry inquiry, Consumer<Admission> reply) {

  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Item item : inquiry.call().items()) {
      keys.add(item.key());
    }
    return keys;
  }

  /** What was found of its keys. */
  Map<String, Entry> known(KnownEntries found) {
    Map<String, Entry> known = new HashMap<>();
    for (Item item : inquiry.call().items()) {
      Entry entry = found.entries().get(item.key());
      if (entry != null) {
        known.put(item.key(), entry);
      }
    }
    return known;
  }

  /** Inquiries that ask the same are still different ones. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
