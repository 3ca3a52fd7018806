package dev.assay.evaluators.judge;

import dev.assay.evaluators.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ledger in memory: grants what is not known, and holds every grant to its one settlement. */
final class MemoryLedger implements Ledger {
  final List<Inquiry> granted = new ArrayList<>();
  final List<Settlement> settled = new ArrayList<>();
  final Map<String, Entry> known = new HashMap<>();
  private final Map<String, Inquiry> open = new HashMap<>();
  private Admission.@Nullable Refused refusal;

  /** Refuses every call from the one after so many grants on. */
  private int refusedAfter = Integer.MAX_VALUE;

  void refuseAfter(int grants, String code, String message) {
    refusedAfter = grants;
    refusal = new Admission.Refused(Map.of(), code, message);
  }

  @Override
  public synchronized Admission admit(Inquiry inquiry) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Map<String, Entry> found = new HashMap<>();
    for (Item item : inquiry.call().items()) {
      Entry entry = known.get(item.key());
      if (entry != null) {
        found.put(item.key(), entry);
      }
    }
    if (found.size() == inquiry.call().items().size()) {
      return new Admission.Answered(found);
    }
    if (refusal != null && granted.size() >= refusedAfter) {
      return new Admission.Refused(found, refusal.code(), refusal.message());
    }
    String callId = "call-" + granted.size();
    granted.add(inquiry);
    open.put(callId, inquiry);
    return new Admission.Granted(found, callId);
  }

  @Override
  public synchronized void settle(Settlement settlement) {
    Inquiry inquiry = open.remove(settlement.callId());
    if (inquiry == null) {
      throw new IllegalStateException("Settled twice or never granted: " + settlement.callId());
    }
    List<String> asked = inquiry.call().items().stream().map(Item::key).toList();
    if (!asked.containsAll(settlement.entries().keySet())) {
      throw new IllegalStateException("Settled with keys that were not asked for");
    }
    settled.add(settlement);
    known.putAll(settlement.entries());
  }

  /** Calls that were granted and never settled. */
  synchronized int unsettled() {
    return open.size();
  }
}
