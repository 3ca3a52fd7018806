package dev.assay.ledger;

import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.LedgerKey;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.PackedSettlement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Inquiries and settlements of invented calls. */
public final class Samples {
  static final PaceLimits FAST = new PaceLimits(1000, null, null, Duration.ofSeconds(30));
  static final Usage BOUND = new Usage(100, 50, 1000);
  static final Usage USED = new Usage(80, 10, 500);

  private Samples() {}

  public static String key(String name) {
    return LedgerKey.of("acme", name, "fingerprint");
  }

  static Inquiry inquiry(String... names) {
    return inquiry(BOUND, names);
  }

  static Inquiry inquiry(Usage bound, String... names) {
    List<Item> items = Arrays.stream(names).map(n -> new Item(key(n), "metric-" + n, 1)).toList();
    return new Inquiry(
        new Call("acme", "conversation", "hash", "model", "{}", "template 1", items), bound);
  }

  static Settlement answered(String callId, String... names) {
    Map<String, Entry> entries = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      entries.put(
          key(names[i]),
          new Entry.Answer("{\"of\":\"%s\"}".formatted(names[i]), USED.share(i, names.length)));
    }
    return new Settlement(callId, CallEnd.ANSWERED, null, USED, entries, "request", "answer", 300);
  }

  static Settlement ended(String callId, CallEnd end) {
    return new Settlement(callId, end, null, null, Map.of(), "request", null, 300);
  }

  public static PackedSettlement packed(Settlement settlement) {
    return PackedSettlement.of(settlement);
  }
}
