package dev.assay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchDraft;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.batch.BatchLine;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.batch.BatchReply;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.LedgerErasure;
import dev.assay.ledger.store.RunSpend;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Spend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is gone from a ledger when a conversation is erased, and what stays, wherever it is kept.
 */
abstract class LedgerErasureContract {
  private static final String RUN = "run";
  private static final List<String> ERASED = List.of("erased");

  private LedgerStore store;

  /** Where this test's ledger is kept. */
  abstract LedgerPlace place();

  @BeforeEach
  void open() {
    store = place().store();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void callsAndAnswersOfTheConversationGoAndWhatWasSpentStays() throws Exception {
    try (RunLedger ledger = store.open(RUN, null, Caps.NONE, Samples.FAST)) {
      answer(ledger, "erased");
      answer(ledger, "other");
    }
    RunSpend spent = store.spend(RUN);

    assertThat(store.erasure().count("acme", ERASED)).isEqualTo(new LedgerErasure.Erased(1, 1));
    assertThat(erase()).isEqualTo(new LedgerErasure.Erased(1, 1));

    assertThat(store.spend(RUN)).isEqualTo(spent);
    assertThat(store.known(Set.of(key("erased"), key("other")))).containsExactly(key("other"));
    assertThat(store.calls(RUN, 0, 10))
        .extracting(SettledCall::conversationId)
        .containsExactly("other");
    assertThat(erase()).isEqualTo(new LedgerErasure.Erased(0, 0));
  }

  @Test
  void ofOtherOrganizationsNothingGoes() throws Exception {
    try (RunLedger ledger = store.open(RUN, null, Caps.NONE, Samples.FAST)) {
      answer(ledger, "erased");
    }

    store.erasure().erase("other", ERASED, Set.of(), text -> false);

    assertThat(store.known(Set.of(key("erased")))).isNotEmpty();
  }

  @Test
  void failuresOfItsKeysAndThoseThatTellOfItAreForgotten() throws Exception {
    try (RunLedger ledger = store.open(RUN, null, Caps.NONE, Samples.FAST)) {
      fail(ledger, "erased", "no JSON");
      fail(ledger, "other", "it said: the erased one");
      fail(ledger, "third", "no JSON");
    }
    store.noteRefusal(RUN, "judge_failed", "it said: the erased one");

    store.erasure().erase("acme", ERASED, Set.of(), text -> text.contains("erased one"));

    try (RunLedger ledger = store.open(RUN, null, Caps.NONE, Samples.FAST)) {
      assertThat(ledger.admit(inquiry("third"))).isInstanceOf(Admission.Answered.class);
      assertThat(ledger.admit(inquiry("other"))).isInstanceOf(Admission.Granted.class);
      assertThat(ledger.admit(inquiry("erased"))).isInstanceOf(Admission.Granted.class);
    }
  }

  @Test
  void aBatchThatNobodyWasSentGoesWithoutTheCall() {
    batch("erased", "other");
    store.batches(RUN).seal(store.batches(RUN).open().get(0), "0".repeat(64));
    long bytes = new BatchLine("x".repeat(24), "{\"of\":\"other\"}").bytes().length;

    erase();

    Batch batch = store.batches(RUN).open().get(0);
    assertThat(batch.state()).isEqualTo(Batch.State.FILLING);
    assertThat(batch.inputSha256()).isNull();
    assertThat(batch.calls()).isOne();
    assertThat(batch.bytes()).isEqualTo(bytes);
    assertThat(store.spend(RUN).spend()).isEqualTo(Spend.NONE);
  }

  @Test
  void aBatchOfNothingElseIsNotSent() {
    batch("erased");

    erase();

    assertThat(store.batches(RUN).all()).isEmpty();
  }

  @Test
  void aCallInABatchThatWasSentCountsAsSpentAndItsAnswerIsPassedOver() {
    batch("erased", "other");
    BatchRegister register = store.batches(RUN);
    register.seal(register.open().get(0), "0".repeat(64));
    register.uploaded(register.open().get(0), "file");
    List<String> calls = new java.util.ArrayList<>();
    register.lines(register.open().get(0), line -> calls.add(line.callId()));

    erase();

    assertThat(store.spend(RUN).spend()).isEqualTo(new Spend(1, Samples.BOUND));
    Batch batch = register.open().get(0);
    assertThat(batch.state()).isEqualTo(Batch.State.UPLOADED);
    assertThat(
            register.keep(
                calls.stream()
                    .map(id -> new BatchReply(id, CallEnd.ANSWERED, 200, Samples.USED, "answer"))
                    .toList()))
        .isOne();
  }

  private LedgerErasure.Erased erase() {
    return store.erasure().erase("acme", ERASED, Set.of(), text -> false);
  }

  private void batch(String... conversations) {
    try (BatchDrafts drafts =
        store.drafts(RUN, null, Caps.NONE, new BatchLimits(10, 1_000_000), "http://judge/v1")) {
      drafts.begin();
      for (String conversation : conversations) {
        String request = "{\"of\":\"%s\"}".formatted(conversation);
        drafts.add(new BatchDraft(call(conversation), Samples.BOUND, request, 1));
      }
      drafts.commit();
    }
  }

  private static void answer(RunLedger ledger, String conversation) throws InterruptedException {
    Entry answer = new Entry.Answer("{}", Samples.USED);
    settle(ledger, conversation, answer);
  }

  private static void fail(RunLedger ledger, String conversation, String message)
      throws InterruptedException {
    settle(ledger, conversation, new Entry.Failure("invalid_answer", message));
  }

  private static void settle(RunLedger ledger, String conversation, Entry entry)
      throws InterruptedException {
    Admission.Granted granted = (Admission.Granted) ledger.admit(inquiry(conversation));
    Usage used = Samples.USED;
    ledger.settle(
        new Settlement(
            granted.callId(),
            CallEnd.ANSWERED,
            null,
            used,
            Map.of(key(conversation), entry),
            "request",
            "answer",
            300));
  }

  private static Inquiry inquiry(String conversation) {
    return new Inquiry(call(conversation), Samples.BOUND);
  }

  private static Call call(String conversation) {
    return new Call(
        "acme",
        conversation,
        "hash",
        "model",
        "{}",
        "template 1",
        List.of(new Item(key(conversation), "metric", 1)));
  }

  private static String key(String conversation) {
    return Samples.key(conversation);
  }
}
