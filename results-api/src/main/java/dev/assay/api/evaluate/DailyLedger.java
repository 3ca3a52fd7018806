package dev.assay.api.evaluate;

import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.judge.ledger.Caps;
import dev.assay.evaluators.judge.ledger.LedgerStore;
import dev.assay.evaluators.judge.ledger.PaceLimits;
import dev.assay.evaluators.judge.ledger.RunLedger;
import dev.assay.installation.LedgerFold;
import dev.assay.results.commit.Warehouse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a server: one run a day, with its own budget, also when the server is started again
 * meanwhile. Other than a run, which ends, it asks again after a while when the judge was given up,
 * and after each failure. Opened when it is first asked. Thread-safe.
 */
final class DailyLedger implements Ledger, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DailyLedger.class);
  private static final Duration GIVEN_UP_FOR = Duration.ofSeconds(30);
  private static final int ID_BYTES = 12;

  private final Supplier<LedgerStore> opening;
  private final Warehouse warehouse;
  private final Caps budget;
  private final PaceLimits pace;
  private final String server;
  private final InstantSource clock;
  private final Map<String, Day> granted = new ConcurrentHashMap<>();
  private final ScheduledExecutorService copying;
  private @Nullable LedgerStore store;
  private @Nullable Day current;

  /**
   * @param server whose budget it is
   */
  DailyLedger(
      Supplier<LedgerStore> opening,
      Warehouse warehouse,
      Caps budget,
      PaceLimits pace,
      String server,
      InstantSource clock) {
    this.opening = opening;
    this.warehouse = warehouse;
    this.budget = budget;
    this.pace = pace;
    this.server = server;
    this.clock = clock;
    this.copying =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "judge-calls");
              thread.setDaemon(true);
              return thread;
            });
    var unused = copying.scheduleWithFixedDelay(this::copy, 1, 1, TimeUnit.MINUTES);
  }

  @Override
  public Admission admit(Inquiry inquiry) throws InterruptedException {
    Day day = enter();
    boolean isGranted = false;
    try {
      Admission admission = day.ledger.admit(inquiry);
      if (admission instanceof Admission.Granted grant) {
        granted.put(grant.callId(), day);
        isGranted = true;
      } else if (admission instanceof Admission.Refused) {
        day.isRefused = true;
      }
      return admission;
    } finally {
      if (!isGranted) {
        leave(day);
      }
    }
  }

  @Override
  public void settle(Settlement settlement) throws InterruptedException {
    Day day = granted.remove(settlement.callId());
    if (day == null) {
      throw new IllegalStateException(
          "Cannot settle call %s: unknown".formatted(settlement.callId()));
    }
    try {
      day.ledger.settle(settlement);
      if (settlement.entries().values().stream().anyMatch(Entry.Failure.class::isInstance)) {
        day.store.complete(day.runId);
      }
    } finally {
      leave(day);
    }
  }

  @Override
  public synchronized void close() {
    copying.shutdownNow();
    if (current != null) {
      end(current);
      current = null;
    }
    if (store != null) {
      store.close();
    }
  }

  /** A day's run while it is open; guarded by the ledger. */
  private static final class Day {
    private final String runId;
    private final LedgerStore store;
    private final RunLedger ledger;
    private final LedgerFold fold;
    private final long openedAt = System.nanoTime();
    private int users;
    private volatile boolean isRefused;

    Day(String runId, LedgerStore store, RunLedger ledger, LedgerFold fold) {
      this.runId = runId;
      this.store = store;
      this.ledger = ledger;
      this.fold = fold;
    }
  }

  private synchronized Day enter() {
    String runId = runId(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    Day day = current;
    if (day != null && day.users == 0 && isOver(day, runId)) {
      end(day);
      day = null;
    }
    if (day == null) {
      day = begin(runId);
      current = day;
    }
    day.users++;
    return day;
  }

  private synchronized void leave(Day day) {
    day.users--;
  }

  private static boolean isOver(Day day, String runId) {
    boolean waited = System.nanoTime() - day.openedAt > GIVEN_UP_FOR.toNanos();
    return !day.runId.equals(runId) || day.ledger.failure() != null || (day.isRefused && waited);
  }

  private Day begin(String runId) {
    LedgerStore open = store;
    if (open == null) {
      warehouse.createMissing();
      open = opening.get();
      store = open;
    }
    open.complete(runId);
    return new Day(
        runId, open, open.open(runId, null, budget, pace), new LedgerFold(warehouse, open, runId));
  }

  private static void end(Day day) {
    day.ledger.close();
    commit(day);
    day.fold.close();
  }

  private void copy() {
    Day day;
    synchronized (this) {
      day = current;
    }
    if (day != null) {
      commit(day);
    }
  }

  /** What cannot be copied now stays in the store, and is copied later. */
  private static void commit(Day day) {
    try {
      day.fold.commit();
    } catch (RuntimeException e) {
      log.warn("Cannot copy judge calls yet", e);
    }
  }

  private String runId(LocalDate date) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest("manual\n%s\n%s".formatted(server, date).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
