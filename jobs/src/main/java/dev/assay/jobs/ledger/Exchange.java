package dev.assay.jobs.ledger;

import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.judge.client.Backoff;
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
 * An executor's end of the exchange with the driver. One thread sends everything that was posted
 * since it last sent, and takes what is ready; the driver never lets it wait. It asks again at once
 * while there is traffic, after a short pause while answers are awaited, and not at all while none
 * is. When the driver cannot be reached it tries again at growing intervals; when that lasts, or
 * the driver takes the executor for lost, everybody who waits is told. Thread-safe.
 */
final class Exchange implements AutoCloseable {

  /** How parcels reach the driver. */
  @FunctionalInterface
  interface Transport {
    byte[] send(byte[] parcel) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);
  private static final long PAUSE = Duration.ofMillis(2).toNanos();
  private static final long LEAST_GAP = Duration.ofMillis(1).toNanos();

  /** A pause of the driver is over by then, or Spark has given one of the two up. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(2));

  private static volatile @Nullable Exchange ofThisExecutor;

  private final String executorId;
  private final Transport transport;
  private final Backoff backoff;
  private final long patience;
  private final Map<Long, CompletableFuture<Answering>> awaited = new ConcurrentHashMap<>();
  private final ArrayDeque<Post> outbox = new ArrayDeque<>();
  private final Thread thread;
  private long posted;
  private long seen;
  private long sentAt = System.nanoTime();
  private int tries;
  private long failingSince;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  Exchange(String executorId, Transport transport) {
    this(executorId, transport, BACKOFF, PATIENCE);
  }

  /**
   * @param patience how long it may fail to reach the driver, from the first time on
   */
  Exchange(String executorId, Transport transport, Backoff backoff, Duration patience) {
    this.executorId = executorId;
    this.transport = transport;
    this.backoff = backoff;
    this.patience = patience.toNanos();
    this.thread = new Thread(this::work, "ledger-exchange");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  static void begin(Exchange exchange) {
    ofThisExecutor = exchange;
  }

  static Exchange ofThisExecutor() {
    Exchange exchange = ofThisExecutor;
    if (exchange == null) {
      throw new IllegalStateException(
          "Cannot reach the ledger: Spark runs without the plugin %s; leave it in spark.plugins"
              .formatted(LedgerPlugin.class.getName()));
    }
    return exchange;
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
        await(post(number -> new Post.Settling(number, runId, packed)).answer());
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private record Posted(long number, CompletableFuture<Answering> answer) {}

  private Admission ask(String runId, Ledger.Inquiry inquiry) throws InterruptedException {
    Posted posted = post(number -> new Post.Asking(number, runId, inquiry));
    try {
      return ((Answering.Admitted) await(posted.answer())).admission();
    } catch (InterruptedException e) {
      awaited.remove(posted.number());
      post(number -> new Post.Withdrawing(number, runId, posted.number()));
      throw e;
    }
  }

  private Posted post(LongFunction<Post> post) {
    CompletableFuture<Answering> answer = new CompletableFuture<>();
    long number;
    synchronized (outbox) {
      number = ++posted;
      awaited.put(number, answer);
      outbox.add(post.apply(number));
    }
    Throwable failed = failure;
    if (failed != null) {
      answer.completeExceptionally(failed);
    }
    LockSupport.unpark(thread);
    return new Posted(number, answer);
  }

  private static Answering await(CompletableFuture<Answering> answer) throws InterruptedException {
    try {
      Answering answering = answer.get();
      if (answering instanceof Answering.Failed failed) {
        throw new IllegalStateException("Cannot use the ledger: " + failed.message());
      }
      return answering;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IllegalStateException(
          "Cannot reach the ledger in the driver: " + cause.getMessage(), cause);
    }
  }

  private void work() {
    List<Post> unsent = new ArrayList<>();
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

  /** Sends what was posted, and takes what is ready. What was sent in vain is sent again. */
  private void exchange(List<Post> unsent) {
    synchronized (outbox) {
      unsent.addAll(outbox);
      outbox.clear();
    }
    try {
      deliver(Wire.answers(transport.send(Wire.of(new Wire.Parcel(executorId, seen, unsent)))));
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

  /** Until there is reason to send; what is posted meanwhile shares the next parcel. */
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

  private void deliver(List<Answering> answers) {
    for (Answering answer : answers) {
      if (answer instanceof Answering.GivenUp) {
        throw new GivenUp(executorId);
      }
      if (answer.number() > seen) {
        seen = answer.number();
        CompletableFuture<Answering> waiting = awaited.remove(answer.post());
        if (waiting != null) {
          waiting.complete(answer);
        }
      }
    }
  }

  private void fail(Throwable e) {
    failure = e;
    awaited.values().forEach(answer -> answer.completeExceptionally(e));
  }
}
