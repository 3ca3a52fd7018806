package dev.assay.evaluators.judge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Ledger.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run's ledger holds to, wherever it is kept. */
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
