package dev.assay.ledger;

import static dev.assay.ledger.Samples.answered;
import static dev.assay.ledger.Samples.inquiry;
import static dev.assay.ledger.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.admission.AdmissionControl;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.admission.Message;
import dev.assay.ledger.admission.PendingInquiry;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Spend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a admission holds to, wherever its ledger is kept. */
abstract class AdmissionControlContract {
  private final List<AutoCloseable> open = new ArrayList<>();
  private long number;

  /** Where this test's ledger is kept. */
  abstract LedgerPlace place();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void anAnswerThatWasPaidForIsGivenToWhoeverAsksAgain() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a", "b"));
    settle(admission, answered(first.callId(), "a", "b"));

    Asked again = ask(admission("run-2", Caps.NONE), inquiry("a", "b"));

    assertThat(again.admission()).isInstanceOf(Admission.Answered.class);
    assertThat(again.known(key("a")))
        .isEqualTo(new Entry.Answer("{\"of\":\"a\"}", new Usage(40, 5, 250)));
  }

  @Test
  void onlyWhatIsNotKnownIsCalledFor() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    settle(admission, answered(ask(admission, inquiry("a")).callId(), "a"));

    Asked both = ask(admission, inquiry("a", "b"));

    assertThat(both.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(both.admission().known()).containsOnlyKeys(key("a"));
  }

  @Test
  void whoAsksForWhatIsInFlightWaitsForIt() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a", "b"));
    Asked second = ask(admission, inquiry("b", "c"));
    assertThat(second.isAnswered()).isFalse();

    settle(admission, answered(first.callId(), "a", "b"));

    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(second.admission().known()).containsOnlyKeys(key("b"));
  }

  @Test
  void oneOfThoseWhoWaitedIsGrantedWhenTheCallGaveNothing() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a"));
    Asked second = ask(admission, inquiry("a"));
    Asked third = ask(admission, inquiry("a"));

    settle(admission, Samples.ended(first.callId(), CallEnd.SERVER_ERROR));

    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(third.isAnswered()).isFalse();
  }

  @Test
  void aModelForWhichThreeRequestsInARowAreRefusedIsNotAskedAgainInTheRun() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    settle(admission, Samples.ended(ask(admission, inquiry("a")).callId(), CallEnd.REFUSED));
    settle(admission, answered(ask(admission, inquiry("b")).callId(), "b"));
    for (String name : List.of("c", "d", "e")) {
      settle(admission, Samples.ended(ask(admission, inquiry(name)).callId(), CallEnd.REFUSED));
    }

    assertThat(ask(admission, inquiry("f")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("judge_refused");
              assertThat(refused.message()).contains("3 requests in a row for the model 'model'");
            });
    assertThat(ask(admission, inquiry("b")).admission()).isInstanceOf(Admission.Answered.class);
    assertThat(ask(admission("run-2", Caps.NONE), inquiry("f")).admission())
        .isInstanceOf(Admission.Granted.class);
  }

  @Test
  void aFailureIsKnownWithinItsRunAlone() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a"));
    settle(
        admission,
        new Settlement(
            first.callId(),
            CallEnd.ANSWERED,
            null,
            Samples.USED,
            Map.of(key("a"), new Entry.Failure("unknown_category", "no such category")),
            "request",
            "answer",
            10));

    assertThat(ask(admission, inquiry("a")).known(key("a")))
        .isEqualTo(new Entry.Failure("unknown_category", "no such category"));
    assertThat(ask(admission("run-2", Caps.NONE), inquiry("a")).admission())
        .isInstanceOf(Admission.Granted.class);
  }

  @Test
  void theFirstThatDoesNotFitHoldsUpThoseBehindIt() throws Exception {
    AdmissionControl admission = admission("run-1", new Caps(null, 300L, null));
    Asked first = ask(admission, inquiry(new Usage(150, 0, 0), "a"));
    Asked large = ask(admission, inquiry(new Usage(200, 0, 0), "b"));
    Asked small = ask(admission, inquiry(new Usage(10, 0, 0), "c"));

    assertThat(first.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(large.isAnswered()).isFalse();
    assertThat(small.isAnswered()).isFalse();

    settle(admission, answered(first.callId(), "a"));

    assertThat(large.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(small.admission()).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void theBudgetEndsWhenTheNextCallDoesNotFitAndNoneIsUnderWay() throws Exception {
    AdmissionControl admission = admission("run-1", new Caps(1L, null, null));
    Asked first = ask(admission, inquiry("a"));
    Asked second = ask(admission, inquiry("b"));
    settle(admission, answered(first.callId(), "a"));

    assertThat(second.admission())
        .isEqualTo(
            new Admission.Refused(
                Map.of(), "budget_ended", "the budget has ended: 1 of 1 calls spent"));
    assertThat(ask(admission, inquiry("a")).admission()).isInstanceOf(Admission.Answered.class);
    assertThat(ask(admission, inquiry("a", "c")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class, r -> assertThat(r.known()).containsOnlyKeys(key("a")));
  }

  @Test
  void aCallWhoseUseNobodyKnowsCountsWithItsBound() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    settle(admission, Samples.ended(ask(admission, inquiry("a")).callId(), CallEnd.TIMED_OUT));

    assertThat(admission.spent()).isEqualTo(new Spend(1, Samples.BOUND));
  }

  @Test
  void aCallThatWasNotMadeCostsNothingAndFreesItsKeys() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a"));
    Asked second = ask(admission, inquiry("a"));

    tell(admission, new Message.Withdrawn(first.pending));

    assertThat(admission.spent()).isEqualTo(Spend.NONE);
    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void whatALostProcessDidNotSettleIsSpentAndMayBeAskedAgain() throws Exception {
    AdmissionControl admission = admission("run-1", Caps.NONE);
    Asked first = ask(admission, inquiry("a"));
    tell(admission, new Message.AskerLost("asker"));

    assertThat(admission.spent()).isEqualTo(new Spend(1, Samples.BOUND));
    Asked second = ask(admission, inquiry("a"));
    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);

    settle(admission, answered(first.callId(), "a"));
    settle(admission, answered(second.callId(), "a"));
    assertThat(admission.spent()).isEqualTo(new Spend(2, Samples.BOUND.plus(Samples.USED)));
    assertThat(ask(admission, inquiry("a")).admission()).isInstanceOf(Admission.Answered.class);
  }

  @Test
  void aJudgeThatStaysSilentIsGivenUp() throws Exception {
    LedgerStore store = store();
    LedgerWriter writer = store.writer("run-1");
    open.add(writer);
    PaceLimits limits = new PaceLimits(4, null, null, Duration.ofSeconds(30));
    long now = 0;
    AdmissionControl admission = store.admission(writer, null, Caps.NONE, limits, now);
    Asked last = ask(admission, inquiry("a"), now);
    int calls = 0;
    while (last.admission() instanceof Admission.Granted granted) {
      calls++;
      Settlement failed =
          new Settlement(
              granted.callId(), CallEnd.UNREACHABLE, null, Usage.NONE, Map.of(), "", null, 1);
      tell(admission, new Message.Settled(Samples.packed(failed), () -> {}), now);
      last = ask(admission, inquiry("a"), now);
      long next = admission.nextAt(now);
      if (next != Long.MAX_VALUE) {
        now = next;
        tell(admission, null, now);
      }
    }

    assertThat(last.admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class, r -> assertThat(r.code()).isEqualTo("judge_unreachable"));
    assertThat(calls).isBetween(20, 30);
    assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    assertThat(admission.spent()).isEqualTo(Spend.NONE);
    assertThat(store.spend("run-1").refusalCode()).isEqualTo("judge_unreachable");
  }

  @Test
  void aCallThatWasReservedAheadGoesAsSoonAsAnotherIsOver() throws Exception {
    AdmissionControl admission = deskOfSixteenPlaces();
    List<Asked> asked = askTwentyTimes(admission);
    assertThat(asked).filteredOn(Asked::isAnswered).containsExactlyElementsOf(asked.subList(0, 16));
    assertThat(admission.outstanding()).hasSize(18);

    admission.over(asked.get(3).callId());

    assertThat(asked).filteredOn(Asked::isAnswered).containsExactlyElementsOf(asked.subList(0, 17));
  }

  @Test
  void aCallThatWasReservedAheadIsTakenBackWhenTheJudgeFails() throws Exception {
    AdmissionControl admission = deskOfSixteenPlaces();
    List<Asked> asked = askTwentyTimes(admission);
    Settlement failed =
        new Settlement(
            asked.get(3).callId(), CallEnd.SERVER_ERROR, null, null, Map.of(), "", null, 1);

    tell(admission, new Message.Settled(Samples.packed(failed), () -> {}), 1);

    assertThat(asked).filteredOn(Asked::isAnswered).hasSize(17);
    assertThat(admission.outstanding()).hasSize(16);
  }

  private AdmissionControl deskOfSixteenPlaces() throws Exception {
    LedgerStore store = store();
    LedgerWriter writer = store.writer("run-1");
    open.add(writer);
    return store.admission(
        writer, null, Caps.NONE, new PaceLimits(16, null, null, Duration.ofSeconds(30)), 0);
  }

  private List<Asked> askTwentyTimes(AdmissionControl admission) throws Exception {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(ask(admission, inquiry("key " + i)));
    }
    return asked;
  }

  @Test
  void aRunThatFollowsAnotherSharesItsCaps() throws Exception {
    LedgerStore store = store();
    Caps caps = new Caps(2L, null, null);
    AdmissionControl first = admission(store, "run-1", null, caps);
    settle(first, answered(ask(first, inquiry("a")).callId(), "a"));

    AdmissionControl second = admission(store, "run-2", "run-1", caps);
    settle(second, answered(ask(second, inquiry("b")).callId(), "b"));

    assertThat(ask(second, inquiry("c")).admission()).isInstanceOf(Admission.Refused.class);
    assertThat(List.of(store.spend("run-1").spend().calls(), store.spend("run-2").spend().calls()))
        .containsExactly(1L, 1L);
    assertThat(ask(admission(store, "run-2", "run-1", caps), inquiry("d")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.message()).contains("2 of 2 calls spent"));
  }

  @Test
  void aCallIsKeptWithAllThatWasSentAndReceived() throws Exception {
    LedgerStore store = store();
    AdmissionControl admission = admission(store, "run-1", null, Caps.NONE);
    String callId = ask(admission, inquiry("a", "b")).callId();
    settle(admission, answered(callId, "a"));

    assertThat(store.call(callId))
        .hasValueSatisfying(
            call -> {
              assertThat(call.request()).isEqualTo("request");
              assertThat(call.answer()).isEqualTo("answer");
              assertThat(call.end()).isEqualTo("answered");
              assertThat(call.usage()).isEqualTo(Samples.USED);
              assertThat(call.items())
                  .extracting(SettledCall.ItemOutcome::outcome)
                  .containsExactly("answer", "none");
            });
    assertThat(store.callOf(key("a"))).hasValue(callId);
    assertThat(store.calls("run-1", 0, 10)).hasSize(1);

    store.dropCalls("run-1", 1);

    assertThat(store.calls("run-1", 0, 10)).isEmpty();
    assertThat(store.answers(List.of(key("a"), key("b")))).containsOnlyKeys(key("a"));
    assertThat(store.spend("run-1").spend()).isEqualTo(new Spend(1, Samples.USED));
  }

  /** An inquiry and what came of it. */
  private static final class Asked {
    private final PendingInquiry pending;
    private @Nullable Admission admission;

    Asked(long number, Inquiry inquiry) {
      this.pending = new PendingInquiry(number, "asker", inquiry, this::take);
    }

    private void take(Admission answer) {
      assertThat(admission).isNull();
      admission = answer;
    }

    boolean isAnswered() {
      return admission != null;
    }

    Admission admission() {
      return java.util.Objects.requireNonNull(admission, "not answered");
    }

    String callId() {
      return ((Admission.Granted) admission()).callId();
    }

    @Nullable Entry known(String key) {
      return admission().known().get(key);
    }
  }

  private LedgerStore store() {
    LedgerStore store = place().store();
    open.add(store);
    return store;
  }

  private AdmissionControl admission(String runId, Caps caps) throws Exception {
    return admission(store(), runId, null, caps);
  }

  private AdmissionControl admission(
      LedgerStore store, String runId, @Nullable String after, Caps caps) throws Exception {
    LedgerWriter writer = store.writer(runId);
    open.add(writer);
    return store.admission(writer, after, caps, Samples.FAST, 0);
  }

  private Asked ask(AdmissionControl admission, Inquiry inquiry) throws Exception {
    return ask(admission, inquiry, 0);
  }

  private Asked ask(AdmissionControl admission, Inquiry inquiry, long now) throws Exception {
    Asked asked = new Asked(++number, inquiry);
    tell(admission, new Message.Asked(asked.pending), now);
    return asked;
  }

  private static void settle(AdmissionControl admission, Settlement settlement) throws Exception {
    boolean[] done = {false};
    tell(admission, new Message.Settled(Samples.packed(settlement), () -> done[0] = true));
    assertThat(done[0]).isTrue();
  }

  private static void tell(AdmissionControl admission, Message message) throws Exception {
    tell(admission, message, 0);
  }

  private static void tell(AdmissionControl admission, @Nullable Message message, long now)
      throws Exception {
    admission.round(message == null ? List.of() : List.of(message), now).forEach(Runnable::run);
  }
}
