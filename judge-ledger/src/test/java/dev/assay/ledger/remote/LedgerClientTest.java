package dev.assay.ledger.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Backoff;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.LedgerKey;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.Spend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerClientTest {
  private static final Usage BOUND = new Usage(100, 50, 1000);
  private static final Usage USED = new Usage(80, 10, 500);
  private static final String RUN = "run-1";
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4));

  @TempDir Path home;

  private final LedgerServer server = new LedgerServer();
  private LedgerStore store;
  private RunLedger ledger;
  private RunLedgers.Published published;

  @BeforeEach
  void open() {
    store = LedgerStore.embedded(home);
    ledger =
        store.open(RUN, null, Caps.NONE, new PaceLimits(1000, null, null, Duration.ofSeconds(30)));
    published = RunLedgers.publish(RUN, ledger);
  }

  @AfterEach
  void close() throws Exception {
    published.close();
    ledger.close();
    store.close();
  }

  @Test
  void manyThreadsOfTwoExecutorsNeverPayTwice() throws Exception {
    try (LedgerClient one = new LedgerClient("1", server::receive);
        LedgerClient two = new LedgerClient("2", server::receive)) {
      AtomicInteger calls = new AtomicInteger();
      int keys = 200;
      List<Callable<Void>> work = new ArrayList<>();
      for (int thread = 0; thread < 16; thread++) {
        Ledger mine = (thread % 2 == 0 ? one : two).ledger(RUN);
        work.add(() -> askAll(mine, keys, calls));
      }
      all(work);

      assertThat(calls).hasValue(keys);
      assertThat(store.spend(RUN).spend().calls()).isEqualTo(keys);
      assertThat(store.spend(RUN).answers()).isEqualTo(keys);
    }
  }

  @Test
  void batchesAndResponsesThatGetLostAreSentAgain() throws Exception {
    Random random = new Random(7);
    LedgerClient.Transport lossy =
        batch -> {
          double luck = random.nextDouble();
          if (luck < 0.1) {
            throw new IllegalStateException("lost on the way there");
          }
          byte[] answers = server.receive(batch);
          if (luck < 0.2) {
            throw new IllegalStateException("lost on the way back");
          }
          return answers;
        };
    try (LedgerClient client = new LedgerClient("1", lossy)) {
      AtomicInteger calls = new AtomicInteger();

      askAll(client.ledger(RUN), 50, calls);

      assertThat(calls).hasValue(50);
      assertThat(store.spend(RUN).spend().calls()).isEqualTo(50);
    }
  }

  @Test
  void aDriverThatCannotBeReachedForAWhileIsAskedAgain() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    LedgerClient.Transport paused =
        batch -> {
          switch (failures.incrementAndGet()) {
            case 1, 2, 3, 4, 5, 6, 7 -> throw new IllegalStateException("no answer");
            case 8 -> throw new StackOverflowError();
            default -> {
              return server.receive(batch);
            }
          }
        };
    try (LedgerClient client = new LedgerClient("1", paused, SHORT, Duration.ofMinutes(1))) {
      AtomicInteger calls = new AtomicInteger();

      askAll(client.ledger(RUN), 1, calls);

      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void aDriverThatStaysAwayIsGivenUpAndWhatHappenedIsSaid() throws Exception {
    LedgerClient.Transport dead =
        batch -> {
          throw new IllegalStateException("no answer");
        };
    try (LedgerClient client = new LedgerClient("1", dead, SHORT, Duration.ofMillis(20))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> client.ledger(RUN).admit(inquiry(1)))
            .hasMessageMatching(
                "Cannot reach the ledger in the driver: it was not reached \\d+ times in \\d+ s,"
                    + " the last time with java.lang.IllegalStateException: no answer");
      }
    }
  }

  @Test
  void whoeverWaitsForALedgerThatEndsIsTold() throws Exception {
    try (LedgerClient one = new LedgerClient("1", server::receive);
        LedgerClient two = new LedgerClient("2", server::receive)) {
      assertThat(one.ledger(RUN).admit(inquiry(0))).isInstanceOf(Admission.Granted.class);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Admission> waiting = thread.submit(() -> two.ledger(RUN).admit(inquiry(0)));

      ledger.close();

      assertThatThrownBy(waiting::get)
          .hasRootCauseMessage("Cannot use the ledger: The run's ledger is closed");
      thread.shutdown();
    }
  }

  @Test
  void whatALostExecutorHasNotSettledIsSpentAndAskedAgainByAnother() throws Exception {
    try (LedgerClient lost = new LedgerClient("1", server::receive);
        LedgerClient other = new LedgerClient("2", server::receive)) {
      assertThat(lost.ledger(RUN).admit(inquiry(0))).isInstanceOf(Admission.Granted.class);
      AtomicInteger calls = new AtomicInteger();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Void> waiting = thread.submit(() -> askAll(other.ledger(RUN), 1, calls));

      server.lost("1");

      waiting.get();
      thread.shutdown();
      assertThat(calls).hasValue(1);
      assertThat(store.spend(RUN).spend()).isEqualTo(new Spend(2, BOUND.plus(USED)));
      assertThatThrownBy(() -> lost.ledger(RUN).admit(inquiry(1)))
          .hasMessage("Cannot reach the ledger in the driver: it has given executor 1 up");
    }
  }

  @Test
  void aRunWithoutALedgerIsAnError() throws Exception {
    try (LedgerClient client = new LedgerClient("1", server::receive)) {
      assertThatThrownBy(() -> client.ledger("run-2").admit(inquiry(1)))
          .hasMessage("Cannot use the ledger: Run run-2 has no ledger in the driver");
    }
  }

  @Test
  void everyKindOfEntryCrossesWhole() throws Exception {
    try (LedgerClient client = new LedgerClient("1", server::receive)) {
      Ledger remote = client.ledger(RUN);
      Admission.Granted granted = (Admission.Granted) remote.admit(inquiry(1));
      Map<String, Entry> entries =
          Map.of(key(1), new Entry.Failure("wrong_type", "Überraschung \uD83D\uDE00"));
      remote.settle(
          new Settlement(
              granted.callId(), CallEnd.ANSWERED, 250L, USED, entries, "request", "answer", 12));

      assertThat(remote.admit(inquiry(1))).isEqualTo(new Admission.Answered(entries));
      assertThat(store.call(granted.callId()).orElseThrow().answer()).isEqualTo("answer");
    }
  }

  private static Void askAll(Ledger ledger, int keys, AtomicInteger calls) throws Exception {
    for (int i = 0; i < keys; i++) {
      Admission admission = ledger.admit(inquiry(i));
      if (admission instanceof Admission.Granted granted) {
        calls.incrementAndGet();
        ledger.settle(
            new Settlement(
                granted.callId(),
                CallEnd.ANSWERED,
                null,
                USED,
                Map.of(key(i), new Entry.Answer("{\"n\":%d}".formatted(i), USED)),
                "request",
                "answer",
                1));
      } else {
        assertThat(admission.known().get(key(i)))
            .isEqualTo(new Entry.Answer("{\"n\":%d}".formatted(i), USED));
      }
    }
    return null;
  }

  private static String key(int i) {
    return LedgerKey.of("acme", "content " + i, "fingerprint");
  }

  private static Inquiry inquiry(int i) {
    return new Inquiry(
        new Call(
            "acme",
            "conversation " + i,
            "content " + i,
            "model",
            "{}",
            "template 1",
            List.of(new Item(key(i), "metric", 1))),
        BOUND);
  }

  private static void all(List<Callable<Void>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Void> each : threads.invokeAll(work)) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }
}
