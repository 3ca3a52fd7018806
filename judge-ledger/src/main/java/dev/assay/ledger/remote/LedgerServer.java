package dev.assay.ledger.remote;

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
 * The driver's end: hands what executors ask to the ledgers, and keeps each executor's responses
 * until it has said that it had them. Never blocks. Thread-safe.
 *
 * <p>An executor that heard nothing sends its batch again; requests that were taken are not taken
 * twice, and responses that it may have missed are sent again.
 */
public final class LedgerServer {
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();

  /** Takes what a client has sent; the responses that are ready for it. */
  public byte[] receive(byte[] bytes) {
    RequestBatch batch = Cbor.read(bytes, RequestBatch.class);
    String executorId = batch.executorId();
    List<LedgerResponse> responses = List.of(new LedgerResponse.GivenUp(batch.seen() + 1));
    if (!gone.contains(executorId)) {
      responses = sessions.computeIfAbsent(executorId, Session::new).take(batch);
      if (gone.contains(executorId)) {
        // It was given up meanwhile, and perhaps before its requests reached the ledgers.
        lost(executorId);
      }
    }
    return Cbor.of(new ResponseBatch(responses));
  }

  /** An executor is gone, or given up: what it has not settled is lost. */
  public void lost(String executorId) {
    gone.add(executorId);
    sessions.remove(executorId);
    RunLedgers.lost(executorId);
  }

  /** What belongs to one executor. */
  private static final class Session {
    private final String executorId;
    private final Map<Long, Runnable> withdrawals = new HashMap<>();
    private final Map<String, Long> granted = new HashMap<>();

    /** The ledgers that requests wait for. */
    private final Map<Long, RunLedger> awaited = new HashMap<>();

    private final ArrayDeque<LedgerResponse> ready = new ArrayDeque<>();
    private long taken;
    private long answered;

    Session(String executorId) {
      this.executorId = executorId;
    }

    List<LedgerResponse> take(RequestBatch batch) {
      List<Runnable> settlements = new ArrayList<>();
      synchronized (this) {
        while (!ready.isEmpty() && ready.getFirst().number() <= batch.seen()) {
          ready.removeFirst();
        }
        for (LedgerRequest request : batch.requests()) {
          if (request.number() > taken) {
            taken = request.number();
            take(request, settlements);
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
              request -> {
                Throwable failure = request.getValue().failure();
                if (failure != null) {
                  withdrawals.remove(request.getKey());
                  fail(request.getKey(), String.valueOf(failure.getMessage()));
                }
                return failure != null;
              });
    }

    private void take(LedgerRequest request, List<Runnable> settlements) {
      if (request instanceof LedgerRequest.Admit admit) {
        ask(admit);
      } else if (request instanceof LedgerRequest.Settle settle) {
        RunLedger ledger = RunLedgers.here(settle.runId());
        if (ledger == null) {
          failWithoutLedger(settle.number(), settle.runId());
        } else {
          awaited.put(settle.number(), ledger);
          withdrawals.remove(granted.remove(settle.settlement().callId()));
          settlements.add(() -> ledger.settle(settle.settlement(), () -> done(settle.number())));
        }
      } else if (request instanceof LedgerRequest.Withdraw withdraw) {
        Runnable withdrawal = withdrawals.remove(withdraw.admit());
        awaited.remove(withdraw.admit());
        if (withdrawal != null) {
          withdrawal.run();
        }
        done(withdraw.number());
      }
    }

    private void ask(LedgerRequest.Admit admit) {
      RunLedger ledger = RunLedgers.here(admit.runId());
      if (ledger == null) {
        failWithoutLedger(admit.number(), admit.runId());
        return;
      }
      awaited.put(admit.number(), ledger);
      withdrawals.put(
          admit.number(),
          ledger.admit(
              executorId, admit.inquiry(), admission -> admitted(admit.number(), admission)));
    }

    private synchronized void admitted(long request, Admission admission) {
      awaited.remove(request);
      if (admission instanceof Admission.Granted call) {
        granted.put(call.callId(), request);
      } else {
        withdrawals.remove(request);
      }
      ready.add(new LedgerResponse.Admitted(++answered, request, admission));
    }

    private synchronized void done(long request) {
      awaited.remove(request);
      ready.add(new LedgerResponse.Done(++answered, request));
    }

    private void failWithoutLedger(long request, String runId) {
      fail(request, "Run %s has no ledger in the driver".formatted(runId));
    }

    private void fail(long request, String message) {
      ready.add(new LedgerResponse.Failed(++answered, request, message));
    }
  }
}
