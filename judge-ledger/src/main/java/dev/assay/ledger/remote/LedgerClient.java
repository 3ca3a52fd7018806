package dev.assay.ledger.remote;

import dev.assay.evaluators.Backoff;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.store.PackedSettlement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor's end. One thread sends all requests that were made since it last sent, and takes the
 * responses that are ready; the driver never lets it wait. It asks again at once while there is
 * traffic, after a short pause while responses are awaited, and not at all while none is. When the
 * driver cannot be reached it tries again at growing intervals; when that lasts, or the driver
 * takes the executor for lost, everybody who waits is told. Thread-safe.
 */
public final class LedgerClient implements AutoCloseable {

  /** How bytes reach {@link LedgerServer#receive} in the driver, and its answer comes back. */
  @FunctionalInterface
  public interface Transport {
    byte[] send(byte[] batch) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(LedgerClient.class);
  private static final long PAUSE = Duration.ofMillis(2).toNanos();
  private static final long LEAST_GAP = Duration.ofMillis(1).toNanos();

  /** A pause of the driver is over by then, or Spark has given one of the two up. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(2));

  private static volatile @Nullable LedgerClient ofThisExecutor;

  private final String executorId;
  private final Transport transport;
  private final Backoff backoff;
  private final long patience;
  private final Map<Long, CompletableFuture<LedgerResponse>> awaited = new ConcurrentHashMap<>();
  private final ArrayDeque<LedgerRequest> outbox = new ArrayDeque<>();
  private final Thread thread;
  private long requests;
  private long seen;
  private long sentAt = System.nanoTime();
  private int tries;
  private long failingSince;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /**
   * @param executorId by which the driver knows this process
   */
  public LedgerClient(String executorId, Transport transport) {
    this(executorId, transport, BACKOFF, PATIENCE);
  }

  /**
   * @param patience how long it may fail to reach the driver, from the first time on
   */
  LedgerClient(String executorId, Transport transport, Backoff backoff, Duration patience) {
    this.executorId = executorId;
    this.transport = transport;
    this.backoff = backoff;
    this.patience = patience.toNanos();
    this.thread = new Thread(this::work, "ledger-client");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Makes this the client of the whole process. */
  public static void begin(LedgerClient client) {
    ofThisExecutor = client;
  }

  /**
   * The client of the whole process.
   *
   * @throws IllegalStateException when none has begun
   */
  public static LedgerClient ofThisExecutor() {
    LedgerClient client = ofThisExecutor;
    if (client == null) {
      throw new IllegalStateException(
          "Cannot reach the ledger: Spark runs without Assay's plugin; leave it in spark.plugins");
    }
    return client;
  }

  /** The ledger of a run. */
  Ledger ledger(String runId) {
    return new Ledger() {
      @Override
      public Admission admit(Inquiry inquiry) throws InterruptedException {
        return ask(runId, inquiry);
      }

      @Override
      public void settle(Settlement settlement) throws InterruptedException {
        PackedSettlement packed = PackedSettlement.of(settlement);
        await(send(number -> new LedgerRequest.Settle(number, runId, packed)).response());
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private record Sent(long number, CompletableFuture<LedgerResponse> response) {}

  private Admission ask(String runId, Ledger.Inquiry inquiry) throws InterruptedException {
    Sent sent = send(number -> new LedgerRequest.Admit(number, runId, inquiry));
    try {
      return ((LedgerResponse.Admitted) await(sent.response())).admission();
    } catch (InterruptedException e) {
      awaited.remove(sent.number());
      send(number -> new LedgerRequest.Withdraw(number, runId, sent.number()));
      throw e;
    }
  }

  private Sent send(LongFunction<LedgerRequest> request) {
    CompletableFuture<LedgerResponse> response = new CompletableFuture<>();
    long number;
    synchronized (outbox) {
      number = ++requests;
      awaited.put(number, response);
      outbox.add(request.apply(number));
    }
    Throwable failed = failure;
    if (failed != null) {
      response.completeExceptionally(failed);
    }
    LockSupport.unpark(thread);
    return new Sent(number, response);
  }

  private static LedgerResponse await(CompletableFuture<LedgerResponse> awaited)
      throws InterruptedException {
    try {
      LedgerResponse response = awaited.get();
      if (response instanceof LedgerResponse.Failed failed) {
        throw new IllegalStateException("Cannot use the ledger: " + failed.message());
      }
      return response;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IllegalStateException(
          "Cannot reach the ledger in the driver: " + cause.getMessage(), cause);
    }
  }

  private void work() {
    List<LedgerRequest> unsent = new ArrayList<>();
    try {
      while (!closed) {
        rest();
        if (!awaited.isEmpty()) {
          exchange(unsent);
        }
      }
      fail(new IllegalStateException("the executor is ending"));
    } catch (RuntimeException | Error e) {
      log.error("Cannot reach the ledger in the driver", e);
      fail(e);
    }
  }

  /** Sends what was asked, and takes what is ready. What was sent in vain is sent again. */
  private void exchange(List<LedgerRequest> unsent) {
    synchronized (outbox) {
      unsent.addAll(outbox);
      outbox.clear();
    }
    try {
      byte[] batch = Cbor.of(new RequestBatch(executorId, seen, unsent));
      deliver(Cbor.read(transport.send(batch), ResponseBatch.class).responses());
    } catch (GivenUp e) {
      throw e;
    } catch (Exception | Error e) {
      waitForDriver(e);
      return;
    }
    unsent.clear();
    tries = 0;
  }

  private void waitForDriver(Throwable cause) {
    long now = System.nanoTime();
    failingSince = tries == 0 ? now : failingSince;
    tries++;
    if (now - failingSince >= patience) {
      throw new IllegalStateException(
          "it was not reached %d times in %d s, the last time with %s"
              .formatted(tries, TimeUnit.NANOSECONDS.toSeconds(now - failingSince), cause),
          cause);
    }
    log.warn("Cannot reach the ledger in the driver, trying again: {}", cause.toString());
    long end = now + backoff.after(tries, ThreadLocalRandom.current()).toNanos();
    while (!closed && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(this, end - System.nanoTime());
    }
  }

  /** The driver takes this executor for lost: to try again is in vain. */
  private static final class GivenUp extends IllegalStateException {
    GivenUp(String executorId) {
      super("it has given executor %s up".formatted(executorId));
    }
  }

  /** Until there is reason to send; what is asked meanwhile shares the next batch. */
  private void rest() {
    if (awaited.isEmpty()) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, PAUSE);
    }
    long left = sentAt + LEAST_GAP - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      left = sentAt + LEAST_GAP - System.nanoTime();
    }
    sentAt = System.nanoTime();
  }

  private void deliver(List<LedgerResponse> responses) {
    for (LedgerResponse response : responses) {
      if (response instanceof LedgerResponse.GivenUp) {
        throw new GivenUp(executorId);
      }
      if (response.number() > seen) {
        seen = response.number();
        CompletableFuture<LedgerResponse> waiting = awaited.remove(response.request());
        if (waiting != null) {
          waiting.complete(response);
        }
      }
    }
  }

  private void fail(Throwable e) {
    failure = e;
    awaited.values().forEach(response -> response.completeExceptionally(e));
  }
}
