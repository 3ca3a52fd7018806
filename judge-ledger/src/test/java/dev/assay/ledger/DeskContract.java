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
import dev.assay.ledger.admission.Ask;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.admission.Desk;
import dev.assay.ledger.admission.Message;
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

/** What a desk holds to, wherever its ledger is kept. */
abstract class DeskContract {
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
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a", "b"));
    settle(desk, answered(first.callId(), "a", "b"));

    Asked again = ask(desk("run-2", Caps.NONE), inquiry("a", "b"));

    assertThat(again.admission()).isInstanceOf(Admission.Answered.class);
    assertThat(again.known(key("a")))
        .isEqualTo(new Entry.Answer("{\"of\":\"a\"}", new Usage(40, 5, 250)));
  }

  @Test
  void onlyWhatIsNotKnownIsCalledFor() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    settle(desk, answered(ask(desk, inquiry("a")).callId(), "a"));

    Asked both = ask(desk, inquiry("a", "b"));

    assertThat(both.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(both.admission().known()).containsOnlyKeys(key("a"));
  }

  @Test
  void whoAsksForWhatIsInFlightWaitsForIt() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a", "b"));
    Asked second = ask(desk, inquiry("b", "c"));
    assertThat(second.isAnswered()).isFalse();

    settle(desk, answered(first.callId(), "a", "b"));

    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(second.admission().known()).containsOnlyKeys(key("b"));
  }

  @Test
  void oneOfThoseWhoWaitedIsGrantedWhenTheCallGaveNothing() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a"));
    Asked second = ask(desk, inquiry("a"));
    Asked third = ask(desk, inquiry("a"));

    settle(desk, Samples.ended(first.callId(), CallEnd.SERVER_ERROR));

    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(third.isAnswered()).isFalse();
  }

  @Test
  void aModelForWhichThreeRequestsInARowAreRefusedIsNotAskedAgainInTheRun() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    settle(desk, Samples.ended(ask(desk, inquiry("a")).callId(), CallEnd.REFUSED));
    settle(desk, answered(ask(desk, inquiry("b")).callId(), "b"));
    for (String name : List.of("c", "d", "e")) {
      settle(desk, Samples.ended(ask(desk, inquiry(name)).callId(), CallEnd.REFUSED));
    }

    assertThat(ask(desk, inquiry("f")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("judge_refused");
              assertThat(refused.message()).contains("3 requests in a row for the model 'model'");
            });
    assertThat(ask(desk, inquiry("b")).admission()).isInstanceOf(Admission.Answered.class);
    assertThat(ask(desk("run-2", Caps.NONE), inquiry("f")).admission())
        .isInstanceOf(Admission.Granted.class);
  }

  @Test
  void aFailureIsKnownWithinItsRunAlone() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a"));
    settle(
        desk,
        new Settlement(
            first.callId(),
            CallEnd.ANSWERED,
            null,
            Samples.USED,
            Map.of(key("a"), new Entry.Failure("unknown_category", "no such category")),
            "request",
            "answer",
            10));

    assertThat(ask(desk, inquiry("a")).known(key("a")))
        .isEqualTo(new Entry.Failure("unknown_category", "no such category"));
    assertThat(ask(desk("run-2", Caps.NONE), inquiry("a")).admission())
        .isInstanceOf(Admission.Granted.class);
  }

  @Test
  void theFirstThatDoesNotFitHoldsUpThoseBehindIt() throws Exception {
    Desk desk = desk("run-1", new Caps(null, 300L, null));
    Asked first = ask(desk, inquiry(new Usage(150, 0, 0), "a"));
    Asked large = ask(desk, inquiry(new Usage(200, 0, 0), "b"));
    Asked small = ask(desk, inquiry(new Usage(10, 0, 0), "c"));

    assertThat(first.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(large.isAnswered()).isFalse();
    assertThat(small.isAnswered()).isFalse();

    settle(desk, answered(first.callId(), "a"));

    assertThat(large.admission()).isInstanceOf(Admission.Granted.class);
    assertThat(small.admission()).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void theBudgetEndsWhenTheNextCallDoesNotFitAndNoneIsUnderWay() throws Exception {
    Desk desk = desk("run-1", new Caps(1L, null, null));
    Asked first = ask(desk, inquiry("a"));
    Asked second = ask(desk, inquiry("b"));
    settle(desk, answered(first.callId(), "a"));

    assertThat(second.admission())
        .isEqualTo(
            new Admission.Refused(
                Map.of(), "budget_ended", "the budget has ended: 1 of 1 calls spent"));
    assertThat(ask(desk, inquiry("a")).admission()).isInstanceOf(Admission.Answered.class);
    assertThat(ask(desk, inquiry("a", "c")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class, r -> assertThat(r.known()).containsOnlyKeys(key("a")));
  }

  @Test
  void aCallWhoseUseNobodyKnowsCountsWithItsBound() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    settle(desk, Samples.ended(ask(desk, inquiry("a")).callId(), CallEnd.TIMED_OUT));

    assertThat(desk.spent()).isEqualTo(new Spend(1, Samples.BOUND));
  }

  @Test
  void aCallThatWasNotMadeCostsNothingAndFreesItsKeys() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a"));
    Asked second = ask(desk, inquiry("a"));

    tell(desk, new Message.Withdrawn(first.ask));

    assertThat(desk.spent()).isEqualTo(Spend.NONE);
    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);
  }

  @Test
  void whatALostProcessDidNotSettleIsSpentAndMayBeAskedAgain() throws Exception {
    Desk desk = desk("run-1", Caps.NONE);
    Asked first = ask(desk, inquiry("a"));
    tell(desk, new Message.AskerLost("asker"));

    assertThat(desk.spent()).isEqualTo(new Spend(1, Samples.BOUND));
    Asked second = ask(desk, inquiry("a"));
    assertThat(second.admission()).isInstanceOf(Admission.Granted.class);

    settle(desk, answered(first.callId(), "a"));
    settle(desk, answered(second.callId(), "a"));
    assertThat(desk.spent()).isEqualTo(new Spend(2, Samples.BOUND.plus(Samples.USED)));
    assertThat(ask(desk, inquiry("a")).admission()).isInstanceOf(Admission.Answered.class);
  }

  @Test
  void aJudgeThatStaysSilentIsGivenUp() throws Exception {
    LedgerStore store = store();
    LedgerWriter writer = store.writer("run-1");
    open.add(writer);
    PaceLimits limits = new PaceLimits(4, null, null, Duration.ofSeconds(30));
    long now = 0;
    Desk desk = store.desk(writer, null, Caps.NONE, limits, now);
    Asked last = ask(desk, inquiry("a"), now);
    int calls = 0;
    while (last.admission() instanceof Admission.Granted granted) {
      calls++;
      Settlement failed =
          new Settlement(
              granted.callId(), CallEnd.UNREACHABLE, null, Usage.NONE, Map.of(), "", null, 1);
      tell(desk, new Message.Settled(Samples.packed(failed), () -> {}), now);
      last = ask(desk, inquiry("a"), now);
      long next = desk.nextAt(now);
      if (next != Long.MAX_VALUE) {
        now = next;
        tell(desk, null, now);
      }
    }

    assertThat(last.admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class, r -> assertThat(r.code()).isEqualTo("judge_unreachable"));
    assertThat(calls).isBetween(20, 30);
    assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    assertThat(desk.spent()).isEqualTo(Spend.NONE);
    assertThat(store.spend("run-1").refusalCode()).isEqualTo("judge_unreachable");
  }

  @Test
  void aCallThatWasReservedAheadGoesAsSoonAsAnotherIsOver() throws Exception {
    Desk desk = deskOfSixteenPlaces();
    List<Asked> asked = askTwentyTimes(desk);
    assertThat(asked).filteredOn(Asked::isAnswered).containsExactlyElementsOf(asked.subList(0, 16));
    assertThat(desk.outstanding()).hasSize(18);

    desk.over(asked.get(3).callId());

    assertThat(asked).filteredOn(Asked::isAnswered).containsExactlyElementsOf(asked.subList(0, 17));
  }

  @Test
  void aCallThatWasReservedAheadIsTakenBackWhenTheJudgeFails() throws Exception {
    Desk desk = deskOfSixteenPlaces();
    List<Asked> asked = askTwentyTimes(desk);
    Settlement failed =
        new Settlement(
            asked.get(3).callId(), CallEnd.SERVER_ERROR, null, null, Map.of(), "", null, 1);

    tell(desk, new Message.Settled(Samples.packed(failed), () -> {}), 1);

    assertThat(asked).filteredOn(Asked::isAnswered).hasSize(17);
    assertThat(desk.outstanding()).hasSize(16);
  }

  private Desk deskOfSixteenPlaces() throws Exception {
    LedgerStore store = store();
    LedgerWriter writer = store.writer("run-1");
    open.add(writer);
    return store.desk(
        writer, null, Caps.NONE, new PaceLimits(16, null, null, Duration.ofSeconds(30)), 0);
  }

  private List<Asked> askTwentyTimes(Desk desk) throws Exception {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(ask(desk, inquiry("key " + i)));
    }
    return asked;
  }

  @Test
  void aRunThatFollowsAnotherSharesItsCaps() throws Exception {
    LedgerStore store = store();
    Caps caps = new Caps(2L, null, null);
    Desk first = desk(store, "run-1", null, caps);
    settle(first, answered(ask(first, inquiry("a")).callId(), "a"));

    Desk second = desk(store, "run-2", "run-1", caps);
    settle(second, answered(ask(second, inquiry("b")).callId(), "b"));

    assertThat(ask(second, inquiry("c")).admission()).isInstanceOf(Admission.Refused.class);
    assertThat(List.of(store.spend("run-1").spend().calls(), store.spend("run-2").spend().calls()))
        .containsExactly(1L, 1L);
    assertThat(ask(desk(store, "run-2", "run-1", caps), inquiry("d")).admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.message()).contains("2 of 2 calls spent"));
  }

  @Test
  void aCallIsKeptWithAllThatWasSentAndReceived() throws Exception {
    LedgerStore store = store();
    Desk desk = desk(store, "run-1", null, Caps.NONE);
    String callId = ask(desk, inquiry("a", "b")).callId();
    settle(desk, answered(callId, "a"));

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
    private final Ask ask;
    private @Nullable Admission admission;

    Asked(long number, Inquiry inquiry) {
      this.ask = new Ask(number, "asker", inquiry, this::take);
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

  private Desk desk(String runId, Caps caps) throws Exception {
    return desk(store(), runId, null, caps);
  }

  private Desk desk(LedgerStore store, String runId, @Nullable String after, Caps caps)
      throws Exception {
    LedgerWriter writer = store.writer(runId);
    open.add(writer);
    return store.desk(writer, after, caps, Samples.FAST, 0);
  }

  private Asked ask(Desk desk, Inquiry inquiry) throws Exception {
    return ask(desk, inquiry, 0);
  }

  private Asked ask(Desk desk, Inquiry inquiry, long now) throws Exception {
    Asked asked = new Asked(++number, inquiry);
    tell(desk, new Message.Asked(asked.ask), now);
    return asked;
  }

  private static void settle(Desk desk, Settlement settlement) throws Exception {
    boolean[] done = {false};
    tell(desk, new Message.Settled(Samples.packed(settlement), () -> done[0] = true));
    assertThat(done[0]).isTrue();
  }

  private static void tell(Desk desk, Message message) throws Exception {
    tell(desk, message, 0);
  }

  private static void tell(Desk desk, @Nullable Message message, long now) throws Exception {
    desk.round(message == null ? List.of() : List.of(message), now).forEach(Runnable::run);
  }
}
