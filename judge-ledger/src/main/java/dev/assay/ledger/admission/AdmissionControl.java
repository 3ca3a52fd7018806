package dev.assay.ledger.admission;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.pace.CallSlots;
import dev.assay.ledger.pace.Pace;
import dev.assay.ledger.store.CallIds;
import dev.assay.ledger.store.KnownEntries;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.PackedSettlement;
import dev.assay.ledger.store.Reservation;
import dev.assay.ledger.store.Spend;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a run's inquiries, in rounds: each takes everything that was told since the last one
 * into one transaction, and answers after its commit. Inquiries that need a call are granted
 * strictly in the order of asking, so that what is judged before a budget ends does not depend on
 * its size. Single-threaded; times are nanoseconds of a monotonic clock.
 */
public final class AdmissionControl {
  /** The code of refusals because a cap would be passed. */
  static final String BUDGET_ENDED = "budget_ended";

  /** The code of refusals because the judge is given up. */
  static final String JUDGE_UNREACHABLE = "judge_unreachable";

  /** The code of refusals because the judge refuses everything for a model. */
  static final String JUDGE_REFUSED = "judge_refused";

  private static final long LOOK_ELSEWHERE_EVERY = Duration.ofMillis(200).toNanos();

  private final LedgerWriter writer;
  private final Budget budget;
  private final Pace pace;
  private final CallIds ids;
  private final PriorityQueue<PendingInquiry> queue =
      new PriorityQueue<>(Comparator.comparing(PendingInquiry::number));
  private final Map<String, Outstanding> outstanding = new LinkedHashMap<>();
  private final KeysInFlight inFlight = new KeysInFlight();
  private final CallSlots slots = new CallSlots();
  private final RefusedModels refusedModels = new RefusedModels();
  private final Map<PendingInquiry, String> waitingElsewhere = new LinkedHashMap<>();
  private long lookElsewhereAt = Long.MAX_VALUE;
  private @Nullable Refusal refusal;
  private boolean isClosed;

  private record Refusal(String code, String message) {}

  /** What one round gathers. */
  private static final class Round {
    private final long now;
    private final Set<PendingInquiry> inquiries = new LinkedHashSet<>();
    private final Map<PendingInquiry, KnownEntries> lookedUp = new HashMap<>();
    private final List<Runnable> replies = new ArrayList<>();

    Round(long now) {
      this.now = now;
    }
  }

  public AdmissionControl(LedgerWriter writer, Budget budget, Pace pace, CallIds ids) {
    this.writer = writer;
    this.budget = budget;
    this.pace = pace;
    this.ids = ids;
  }

  /**
   * One round.
   *
   * @return whom to tell what, now that it is durable
   */
  public List<Runnable> round(List<Message> messages, long now) throws SQLException {
    Round round = new Round(now);
    Spend before = budget.spent();
    writer.begin();
    for (Message message : messages) {
      take(message, round);
    }
    if (now >= lookElsewhereAt) {
      lookElsewhere(round);
    }
    if (pace.ahead(now) == 0) {
      recall(round);
    }
    place(round);
    grant(round);
    writer.saveTotals(before, budget.spent());
    writer.commit();
    slots.places(pace.places());
    return round.replies;
  }

  /**
   * A call is over, which its message will tell later: its place is free at once. Any thread may
   * say so.
   */
  public void over(String callId) {
    slots.leave(callId);
  }

  /** When the next round is due although nobody says anything; {@code Long.MAX_VALUE} for never. */
  public long nextAt(long now) {
    PendingInquiry head = queue.peek();
    return head == null || !budget.fits(head.inquiry().bound())
        ? lookElsewhereAt
        : Math.min(lookElsewhereAt, pace.readyAt(now, head.inquiry().bound().tokens()));
  }

  /** No further call goes to the judge: there is to be no further round. */
  public void stopCalls() {
    slots.places(0);
  }

  /** Grants nothing from now on. */
  public void refuseAll(String code, String message) {
    refusal = new Refusal(code, message);
  }

  public Spend spent() {
    return budget.spent();
  }

  /** Calls that were granted and are not settled. */
  public Collection<Outstanding> outstanding() {
    return List.copyOf(outstanding.values());
  }

  private void take(Message message, Round round) throws SQLException {
    if (message instanceof Message.Asked asked) {
      if (!isClosed) {
        round.inquiries.add(asked.pending());
      }
    } else if (message instanceof Message.Settled settled) {
      settle(settled, round);
    } else if (message instanceof Message.Withdrawn withdrawn) {
      withdraw(withdrawn.pending(), round);
    } else if (message instanceof Message.AskerLost lost) {
      lose(pending -> pending.asker().equals(lost.asker()), round);
    } else if (message instanceof Message.AskAgain) {
      refusal = null;
      refusedModels.clear();
      pace.forgive();
      writer.forgetRefusal();
    } else if (message instanceof Message.Closed) {
      isClosed = true;
      lose(pending -> true, round);
    }
  }

  private void settle(Message.Settled settled, Round round) throws SQLException {
    round.replies.add(settled.done());
    PackedSettlement settlement = settled.settlement();
    slots.leave(settlement.callId());
    Outstanding call = outstanding.remove(settlement.callId());
    if (call == null) {
      writer.keepLate(settlement);
      return;
    }
    Usage bound = call.reservation().bound();
    Usage usage = settlement.usage() == null ? bound : settlement.usage();
    boolean nothingSent =
        settlement.end() == CallEnd.UNREACHABLE && Usage.NONE.equals(settlement.usage());
    budget.settle(bound, nothingSent ? Spend.NONE : Spend.ofCall(usage));
    refusedModels.ended(call.reservation().call().model(), settlement.end());
    Long retryAfter = settlement.retryAfterMillis();
    pace.ended(
        round.now,
        call.startedAt(),
        settlement.end(),
        retryAfter == null ? null : Duration.ofMillis(retryAfter),
        bound.tokens(),
        usage.tokens());
    writer.settle(call.reservation(), settlement);
    round.inquiries.addAll(inFlight.end(call.reservation().items()));
  }

  private void withdraw(PendingInquiry pending, Round round) throws SQLException {
    forget(pending::equals, round);
    for (Outstanding call : outstanding()) {
      if (call.pending().equals(pending)) {
        slots.leave(call.reservation().callId());
        withdraw(call, round);
      }
    }
  }

  /** The call was not made. */
  private void withdraw(Outstanding call, Round round) throws SQLException {
    Reservation reservation = call.reservation();
    outstanding.remove(reservation.callId());
    budget.settle(reservation.bound(), Spend.NONE);
    pace.withdrawn(round.now, reservation.bound().tokens());
    writer.withdraw(reservation);
    round.inquiries.addAll(inFlight.end(reservation.items()));
  }

  /** What was reserved ahead waits in the queue again: the judge is not to be asked now. */
  private void recall(Round round) throws SQLException {
    for (Outstanding call : outstanding()) {
      if (slots.recall(call.reservation().callId())) {
        withdraw(call, round);
        round.inquiries.add(call.pending());
      }
    }
  }

  private void lose(Predicate<PendingInquiry> which, Round round) throws SQLException {
    forget(which, round);
    for (Outstanding call : outstanding()) {
      if (which.test(call.pending()) && slots.recall(call.reservation().callId())) {
        withdraw(call, round);
      }
    }
    for (Outstanding call : outstanding()) {
      if (which.test(call.pending())) {
        slots.leave(call.reservation().callId());
        lose(call, round);
      }
    }
  }

  private void lose(Outstanding call, Round round) throws SQLException {
    Reservation reservation = call.reservation();
    outstanding.remove(reservation.callId());
    budget.settle(reservation.bound(), Spend.ofCall(reservation.bound()));
    pace.lost();
    writer.lose(reservation);
    round.inquiries.addAll(inFlight.end(reservation.items()));
  }

  private void forget(Predicate<PendingInquiry> which, Round round) {
    round.inquiries.removeIf(which);
    queue.removeIf(which);
    waitingElsewhere.keySet().removeIf(which);
    inFlight.forget(which);
  }

  private void lookElsewhere(Round round) throws SQLException {
    for (String other : Set.copyOf(waitingElsewhere.values())) {
      writer.recoverIfDead(other);
    }
    round.inquiries.addAll(waitingElsewhere.keySet());
    waitingElsewhere.clear();
    lookElsewhereAt = Long.MAX_VALUE;
  }

  /** Answers what is known, and lets the others wait where they belong. */
  private void place(Round round) throws SQLException {
    Set<String> keys = new LinkedHashSet<>();
    round.inquiries.forEach(a -> keys.addAll(a.keys()));
    KnownEntries found = writer.lookUp(keys);
    for (PendingInquiry pending : round.inquiries) {
      if (!isPlaced(pending, found, round)) {
        round.lookedUp.put(pending, found);
        queue.add(pending);
      }
    }
  }

  /** Whether the inquiry is answered, or waits for a call of someone else. */
  private boolean isPlaced(PendingInquiry pending, KnownEntries found, Round round) {
    Map<String, Entry> known = pending.known(found);
    Set<String> missing = pending.keys();
    missing.removeAll(known.keySet());
    if (missing.isEmpty()) {
      reply(pending, new Admission.Answered(known), round);
      return true;
    }
    if (inFlight.await(pending, missing)) {
      return true;
    }
    for (String key : missing) {
      String other = found.elsewhere().get(key);
      if (other != null && refusal == null) {
        waitingElsewhere.put(pending, other);
        lookElsewhereAt = Math.min(lookElsewhereAt, round.now + LOOK_ELSEWHERE_EVERY);
        return true;
      }
    }
    return false;
  }

  private void grant(Round round) throws SQLException {
    while (!queue.isEmpty() && !mustWait(queue.element().inquiry().bound(), round.now)) {
      PendingInquiry head = queue.remove();
      KnownEntries found = round.lookedUp.get(head);
      if (found == null) {
        found = writer.lookUp(head.keys());
      }
      if (!isPlaced(head, found, round)) {
        decide(head, head.known(found), round);
      }
    }
  }

  /** Whether the next call may be possible later, and is not now. */
  private boolean mustWait(Usage bound, long now) {
    if (refusal != null || pace.isDown(now)) {
      return false;
    }
    return budget.fits(bound) ? pace.readyAt(now, bound.tokens()) > now : !outstanding.isEmpty();
  }

  private void decide(PendingInquiry pending, Map<String, Entry> known, Round round)
      throws SQLException {
    Usage bound = pending.inquiry().bound();
    if (refusal == null && pace.isDown(round.now)) {
      refuse(JUDGE_UNREACHABLE, pace.whyDown());
    } else if (refusal == null && !budget.fits(bound)) {
      refuse(BUDGET_ENDED, budget.whyEnded(bound));
    }
    String model = pending.inquiry().call().model();
    Refusal refused =
        refusal == null && refusedModels.contains(model)
            ? new Refusal(JUDGE_REFUSED, RefusedModels.why(model))
            : refusal;
    if (refused != null) {
      reply(pending, new Admission.Refused(known, refused.code(), refused.message()), round);
      return;
    }
    Call call = pending.inquiry().call();
    List<Item> items = call.items().stream().filter(i -> !known.containsKey(i.key())).toList();
    Reservation reservation = new Reservation(ids.next(), call, items, bound, ids.micros());
    writer.reserve(reservation);
    budget.reserve(bound);
    pace.reserved(round.now, bound.tokens());
    inFlight.start(items);
    outstanding.put(reservation.callId(), new Outstanding(reservation, pending, round.now));
    Admission granted = new Admission.Granted(known, reservation.callId());
    round.replies.add(
        () -> slots.enter(reservation.callId(), () -> pending.reply().accept(granted)));
  }

  private void refuse(String code, String message) throws SQLException {
    refusal = new Refusal(code, message);
    writer.saveRefusal(code, message);
  }

  private static void reply(PendingInquiry pending, Admission admission, Round round) {
    round.replies.add(() -> pending.reply().accept(admission));
  }
}
