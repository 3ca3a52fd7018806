package dev.assay.jobs.ledger;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.RunLedger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The driver's end of the exchange: hands what executors post to the ledgers, and keeps each
 * executor's answers until it has said that it had them. Never blocks. Thread-safe.
 *
 * <p>An executor that heard no answer sends its parcel again; posts that were taken are not taken
 * twice, and answers that it may have missed are sent again.
 */
final class Counters {
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  /** Takes a parcel; the answers that are ready for its sender. */
  byte[] receive(byte[] bytes) {
    Wire.Parcel parcel = Wire.parcel(bytes);
    String executorId = parcel.executorId();
    List<Answering> answers = List.of(new Answering.GivenUp(parcel.seen() + 1));
    if (!gone.contains(executorId)) {
      answers = counters.computeIfAbsent(executorId, Counter::new).take(parcel);
      if (gone.contains(executorId)) {
        // It was given up meanwhile, and perhaps before its posts reached the ledgers.
        lost(executorId);
      }
    }
    return Wire.of(answers);
  }

  /** An executor is gone, or given up: what it has not settled is lost. */
  void lost(String executorId) {
    gone.add(executorId);
    counters.remove(executorId);
    RunLedgers.lost(executorId);
  }

  /** What belongs to one executor. */
  private static final class Counter {
    private final String executorId;
    private final Map<Long, Runnable> withdrawals = new HashMap<>();
    private final Map<String, Long> granted = new HashMap<>();

    /** The ledgers that posts wait for. */
    private final Map<Long, RunLedger> awaited = new HashMap<>();

    private final ArrayDeque<Answering> ready = new ArrayDeque<>();
    private long taken;
    private long answered;

    Counter(String executorId) {
      this.executorId = executorId;
    }

    List<Answering> take(Wire.Parcel parcel) {
      List<Runnable> settlements = new ArrayList<>();
      synchronized (this) {
        while (!ready.isEmpty() && ready.getFirst().number() <= parcel.seen()) {
          ready.removeFirst();
        }
        for (Post post : parcel.posts()) {
          if (post.number() > taken) {
            taken = post.number();
            take(post, settlements);
          }
        }
      }
      // The place of a call that is over goes to the next one, whosever that is.
      settlements.forEach(Runnable::run);
      synchronized (this) {
        tellWhoWaitsForNothing();
        return List.copyOf(ready);
      }
    }

    /** A ledger that has failed, or is closed, answers nobody any more. */
    private void tellWhoWaitsForNothing() {
      awaited
          .entrySet()
          .removeIf(
              post -> {
                Throwable failure = post.getValue().failure();
                if (failure != null) {
                  withdrawals.remove(post.getKey());
                  fail(post.getKey(), String.valueOf(failure.getMessage()));
                }
                return failure != null;
              });
    }

    private void take(Post post, List<Runnable> settlements) {
      if (post instanceof Post.Asking asking) {
        ask(asking);
      } else if (post instanceof Post.Settling settling) {
        RunLedger ledger = RunLedgers.here(settling.runId());
        if (ledger == null) {
          failWithoutLedger(settling.number(), settling.runId());
        } else {
          awaited.put(settling.number(), ledger);
          withdrawals.remove(granted.remove(settling.settlement().callId()));
          settlements.add(
              () -> ledger.settle(settling.settlement(), () -> durable(settling.number())));
        }
      } else if (post instanceof Post.Withdrawing withdrawing) {
        Runnable withdrawal = withdrawals.remove(withdrawing.asking());
        awaited.remove(withdrawing.asking());
        if (withdrawal != null) {
          withdrawal.run();
        }
        durable(withdrawing.number());
      }
    }

    private void ask(Post.Asking asking) {
      RunLedger ledger = RunLedgers.here(asking.runId());
      if (ledger == null) {
        failWithoutLedger(asking.number(), asking.runId());
        return;
      }
      awaited.put(asking.number(), ledger);
      withdrawals.put(
          asking.number(),
          ledger.admit(
              executorId, asking.inquiry(), admission -> admitted(asking.number(), admission)));
    }

    private synchronized void admitted(long post, Admission admission) {
      awaited.remove(post);
      if (admission instanceof Admission.Granted call) {
        granted.put(call.callId(), post);
      } else {
        withdrawals.remove(post);
      }
      ready.add(new Answering.Admitted(++answered, post, admission));
    }

    private synchronized void durable(long post) {
      awaited.remove(post);
      ready.add(new Answering.Durable(++answered, post));
    }

    private void failWithoutLedger(long post, String runId) {
      fail(post, "Run %s has no ledger in the driver".formatted(runId));
    }

    private void fail(long post, String message) {
      ready.add(new Answering.Failed(++answered, post, message));
    }
  }
}
