package dev.assay.ledger;

import dev.assay.evaluators.Ledger;
import dev.assay.ledger.admission.AdmissionControl;
import dev.assay.ledger.admission.Message;
import dev.assay.ledger.admission.PendingInquiry;
import dev.assay.ledger.store.LedgerFailed;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.PackedSettlement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one run, for any number of threads and processes that ask through it. One thread of
 * its own does all the work, in rounds of one transaction each: while one is written, the next
 * gathers. Thread-safe.
 *
 * <p>When the store fails, so does every call from then on: without it nothing may be spent.
 */
public final class RunLedger implements Ledger, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunLedger.class);

  /** Who asks when it is this process itself. */
  public static final String THIS_PROCESS = "this";

  private static final int MOST_A_ROUND = 4096;

  private final LedgerWriter writer;
  private final AdmissionControl admission;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;

  RunLedger(LedgerWriter writer, AdmissionControl admission, String runId) {
    this.writer = writer;
    this.admission = admission;
    this.thread = new Thread(this::work, "ledger-" + runId);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  @Override
  public Admission admit(Inquiry inquiry) throws InterruptedException {
    CompletableFuture<Admission> answer = new CompletableFuture<>();
    Consumer<Admission> reply = answer::complete;
    PendingInquiry pending = pending(THIS_PROCESS, inquiry, reply);
    try {
      return await(answer);
    } catch (InterruptedException e) {
      inbox.add(new Message.Withdrawn(pending));
      throw e;
    }
  }

  @Override
  public void settle(Settlement settlement) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    settle(PackedSettlement.of(settlement), () -> done.complete(null));
    await(done);
  }

  /**
   * As {@link #admit}, without waiting.
   *
   * @param asker the process that asks
   * @param reply told once, from the ledger's thread or one that settles a call; must not block
   * @return withdraws the inquiry, or the call that was granted and not made
   */
  public Runnable admit(String asker, Inquiry inquiry, Consumer<Admission> reply) {
    PendingInquiry pending = pending(asker, inquiry, reply);
    return () -> inbox.add(new Message.Withdrawn(pending));
  }

  /**
   * As {@link #settle}, without waiting.
   *
   * @param done told when it is durable, from the ledger's thread; must not block
   */
  public void settle(PackedSettlement settlement, Runnable done) {
    admission.over(settlement.callId());
    inbox.add(new Message.Settled(settlement, done));
  }

  /**
   * A process that asked is gone: what it has not settled counts as spent, and may be asked again.
   */
  public void lost(String asker) {
    inbox.add(new Message.AskerLost(asker));
  }

  /** The judge is asked again although it was given up, or has refused everything for a model. */
  public void askAgain() {
    inbox.add(new Message.AskAgain());
  }

  /** Why the store has failed, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Ends the ledger; calls that nobody has settled count as spent. */
  @Override
  public void close() {
    closing = true;
    inbox.add(new Message.Closed());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PendingInquiry pending(String asker, Inquiry inquiry, Consumer<Admission> reply) {
    PendingInquiry pending = new PendingInquiry(numbers.incrementAndGet(), asker, inquiry, reply);
    inbox.add(new Message.Asked(pending));
    return pending;
  }

  private <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    while (true) {
      try {
        return answer.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        Throwable cause = failure;
        if (cause != null) {
          throw new LedgerFailed(
              "Cannot use the ledger of judge calls: it has failed: " + cause.getMessage(), cause);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void work() {
    try (writer) {
      while (!closing) {
        round(gathered());
      }
      List<Message> last = new ArrayList<>();
      inbox.drainTo(last);
      last.add(new Message.Closed());
      round(last);
      failure = new IllegalStateException("The run's ledger is closed");
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      admission.stopCalls();
      log.error("The ledger of judge calls has failed", e);
    }
  }

  private List<Message> gathered() {
    List<Message> messages = new ArrayList<>();
    long now = System.nanoTime();
    long next = admission.nextAt(now);
    try {
      Message first =
          next == Long.MAX_VALUE
              ? inbox.take()
              : inbox.poll(Math.max(0, next - now), TimeUnit.NANOSECONDS);
      if (first != null) {
        messages.add(first);
        inbox.drainTo(messages, MOST_A_ROUND);
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    return messages;
  }

  private void round(List<Message> messages) throws SQLException {
    admission.round(messages, System.nanoTime()).forEach(Runnable::run);
  }
}
