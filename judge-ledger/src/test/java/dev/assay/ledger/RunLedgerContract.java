package dev.assay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.LedgerFailed;
import dev.assay.ledger.store.PackedSettlement;
import dev.assay.ledger.store.RunSpend;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Spend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run's ledger holds to, wherever it is kept. */
@Timeout(120)
abstract class RunLedgerContract {
  private static final int THREADS = 16;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private LedgerStore store;

  /** Where this test's ledger is kept. */
  abstract LedgerPlace place();

  @BeforeEach
  void open() {
    store = place().store();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    store.close();
  }

  @Test
  void threadsThatAskTheSameAtOncePayOnce() throws Exception {
    try (RunLedger ledger = store.open("run", null, Caps.NONE, Samples.FAST)) {
      AtomicInteger paid = new AtomicInteger();
      all(
          () -> {
            for (int i = 0; i < 100; i++) {
              if (ledger.admit(Samples.inquiry("a" + i, "b" + i))
                  instanceof Admission.Granted granted) {
                paid.incrementAndGet();
                ledger.settle(Samples.answered(granted.callId(), "a" + i, "b" + i));
              }
            }
            return null;
          });

      assertThat(paid).hasValue(100);
      assertThat(store.spend("run"))
          .isEqualTo(
              new RunSpend(
                  new Spend(100, new dev.assay.evaluators.Usage(80 * 100, 10 * 100, 500 * 100)),
                  200,
                  null,
                  null));
    }
  }

  @Test
  void twoLedgersOfOneProcessNeverGiveTwoCallsOneId() throws Exception {
    try (RunLedger one = store.open("run-1", null, Caps.NONE, Samples.FAST);
        RunLedger two = store.open("run-2", null, Caps.NONE, Samples.FAST)) {
      AtomicInteger number = new AtomicInteger();
      all(
          () -> {
            for (int i = 0; i < 50; i++) {
              int mine = number.incrementAndGet();
              RunLedger ledger = mine % 2 == 0 ? one : two;
              String name = "call " + mine;
              Admission.Granted call = (Admission.Granted) ledger.admit(Samples.inquiry(name));
              ledger.settle(Samples.answered(call.callId(), name));
            }
            return null;
          });
    }
    assertThat(store.calls("run-1", 0, 1000)).hasSize(400);
    assertThat(store.calls("run-2", 0, 1000)).hasSize(400);
  }

  @Test
  void aCapIsReachedAndNotPassedByThreadsThatRace() throws Exception {
    try (RunLedger ledger = store.open("run", null, new Caps(37L, null, null), Samples.FAST)) {
      AtomicInteger paid = new AtomicInteger();
      AtomicInteger number = new AtomicInteger();
      all(
          () -> {
            while (true) {
              String name = String.valueOf(number.incrementAndGet());
              if (!(ledger.admit(Samples.inquiry(name)) instanceof Admission.Granted granted)) {
                return null;
              }
              paid.incrementAndGet();
              ledger.settle(Samples.answered(granted.callId(), name));
            }
          });

      assertThat(paid).hasValue(37);
      assertThat(store.spend("run").refusalCode()).isEqualTo("budget_ended");
    }
  }

  @Test
  void whoIsInterruptedWhileWaitingLeavesNothingBehind() throws Exception {
    try (RunLedger ledger = store.open("run", null, Caps.NONE, Samples.FAST)) {
      Admission.Granted first = (Admission.Granted) ledger.admit(Samples.inquiry("a"));
      CountDownLatch ended = new CountDownLatch(1);
      Thread waiting =
          new Thread(
              () -> {
                try {
                  ledger.admit(Samples.inquiry("a"));
                } catch (InterruptedException e) {
                  ended.countDown();
                }
              });
      waiting.start();
      waiting.interrupt();
      ended.await();
      ledger.settle(Samples.ended(first.callId(), dev.assay.evaluators.Ledger.CallEnd.TIMED_OUT));

      assertThat(ledger.admit(Samples.inquiry("a"))).isInstanceOf(Admission.Granted.class);
    }
    assertThat(store.spend("run").spend())
        .isEqualTo(new Spend(2, Samples.BOUND.plus(Samples.BOUND)));
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void ofARoundThatFailsNothingIsKept(Class<? extends Throwable> kind) throws Exception {
    RunLedger ledger = store.open("run", null, Caps.NONE, Samples.FAST);
    Admission.Granted call = (Admission.Granted) ledger.admit(Samples.inquiry("a"));
    PackedSettlement good = PackedSettlement.of(Samples.answered(call.callId(), "a"));
    ledger.settle(
        new PackedSettlement(
            good.callId(),
            good.end(),
            null,
            good.usage(),
            new Unreadable(kind),
            good.request(),
            good.answer(),
            1),
        () -> {});
    assertThatThrownBy(() -> ledger.admit(Samples.inquiry("b")))
        .isInstanceOf(LedgerFailed.class)
        .hasRootCauseInstanceOf(kind);
    ledger.close();
    assertThat(store.calls("run", 0, 10)).as("calls that are over").isEmpty();
    assertThat(store.spend("run").spend()).isEqualTo(Spend.NONE);

    try (RunLedger again = store.open("run", null, Caps.NONE, Samples.FAST)) {
      assertThat(store.spend("run").spend()).isEqualTo(new Spend(1, Samples.BOUND));
      assertThat(again.admit(Samples.inquiry("a"))).isInstanceOf(Admission.Granted.class);
    }
    assertThat(store.calls("run", 0, 10)).extracting(SettledCall::sequence).containsExactly(1L, 2L);
  }

  /** Entries that fail when they are gone through: in the midst of a round. */
  private static final class Unreadable extends HashMap<String, Ledger.Entry> {
    private final Class<? extends Throwable> kind;

    Unreadable(Class<? extends Throwable> kind) {
      this.kind = kind;
    }

    @Override
    public Set<Map.Entry<String, Ledger.Entry>> entrySet() {
      if (kind == StackOverflowError.class) {
        throw new StackOverflowError();
      }
      throw new IllegalStateException();
    }
  }

  @Test
  void aLedgerThatIsClosedAnswersNobody() {
    RunLedger ledger = store.open("run", null, Caps.NONE, Samples.FAST);
    ledger.close();

    assertThatThrownBy(() -> ledger.admit(Samples.inquiry("a")))
        .isInstanceOf(LedgerFailed.class)
        .hasRootCauseMessage("The run's ledger is closed");
  }

  private void all(Callable<Void> work) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(threads.submit(work));
    }
    for (Future<Void> each : running) {
      each.get();
    }
  }
}
