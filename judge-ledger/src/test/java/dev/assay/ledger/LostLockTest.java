package dev.assay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.database.Database;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.LedgerFailed;
import dev.assay.ledger.store.SettledCall;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An owner on PostgreSQL whose lock ends before it does, and another that finds it free. */
@Timeout(120)
class LostLockTest {
  private static final int CAP = 200;
  private static final int THREADS = 8;
  private static final String RUN = "run";

  private final LedgerPlace place = LedgerPlace.onServer();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger paid = new AtomicInteger();
  private final Set<String> settled = ConcurrentHashMap.newKeySet();

  @Test
  void itStopsBeforeItsNextWriteSoThatNothingIsPaidTwiceAndTheCapHolds() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Semaphore mayAsk = new Semaphore(CAP / 2);
    CountDownLatch underWay = new CountDownLatch(CAP / 4);
    try (LedgerStore first = place.store();
        RunLedger cut = open(first)) {
      Admission.Granted open = (Admission.Granted) cut.admit(Samples.inquiry("open"));
      paid.incrementAndGet();
      List<? extends Future<?>> payers =
          IntStream.range(0, THREADS)
              .mapToObj(i -> threads.submit(() -> payUntilItFails(cut, mayAsk, underWay)))
              .toList();
      underWay.await();

      endTheConnectionThatHoldsTheLock();
      try (LedgerStore second = place.store();
          RunLedger successor = open(second)) {
        mayAsk.release(CAP);
        assertThatThrownBy(() -> cut.settle(Samples.answered(open.callId(), "open")))
            .isInstanceOf(LedgerFailed.class)
            .hasMessageContaining("another has taken over");
        for (Future<?> payer : payers) {
          payer.get();
        }
        assertThat(second.spend(RUN).spend().calls()).isEqualTo(paid.get());
        for (String name : settled) {
          assertThat(successor.admit(Samples.inquiry(name))).isInstanceOf(Admission.Answered.class);
        }
        pay(successor, new Semaphore(CAP), new CountDownLatch(0));
        assertThat(paid).hasValue(CAP);
        assertThat(second.spend(RUN).spend().calls()).isEqualTo(CAP);
        assertThat(second.calls(RUN, 0, 2 * CAP).stream().map(SettledCall::sequence))
            .containsExactlyElementsOf(LongStream.rangeClosed(1, CAP).boxed().toList());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static RunLedger open(LedgerStore store) {
    return store.open(RUN, null, new Caps((long) CAP, null, null), Samples.FAST);
  }

  private void payUntilItFails(RunLedger ledger, Semaphore mayAsk, CountDownLatch underWay) {
    assertThatThrownBy(() -> pay(ledger, mayAsk, underWay)).isInstanceOf(LedgerFailed.class);
  }

  private void pay(RunLedger ledger, Semaphore mayAsk, CountDownLatch underWay)
      throws InterruptedException {
    while (true) {
      mayAsk.acquire();
      String name = "answer " + numbers.incrementAndGet();
      if (!(ledger.admit(Samples.inquiry(name)) instanceof Admission.Granted call)) {
        return;
      }
      paid.incrementAndGet();
      ledger.settle(Samples.answered(call.callId(), name));
      settled.add(name);
      underWay.countDown();
    }
  }

  /** The only one in this database by now. */
  private void endTheConnectionThatHoldsTheLock() throws SQLException {
    try (Database database = place.database();
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet ended =
            statement.executeQuery(
                """
                SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""")) {
      assertThat(ended.next() && ended.getBoolean(1)).isTrue();
      assertThat(ended.next()).isFalse();
    }
  }
}
