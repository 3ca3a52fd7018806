package dev.assay.api.evaluate;

import dev.assay.evaluators.Ledger;
import dev.assay.installation.LedgerFold;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.results.commit.Warehouse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a server: one run a day, with its own budget, also when the server is started again
 * meanwhile. What is under way when a day ends is settled in that day's run, beside the next one's.
 * Other than a run, which ends, it asks again after a while when the judge was given up, and opens
 * its store anew after a failure. Opened when it is first asked. Thread-safe.
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

  /** By run: today's, and earlier ones that have calls under way. */
  private final Map<String, Day> open = new HashMap<>();

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
    open.values().forEach(DailyLedger::end);
    open.clear();
  }

  /** A day's run while it is open. What changes is guarded by the ledger. */
  private static final class Day {
    private final String runId;
    private final LedgerStore store;
    private final RunLedger ledger;
    private final LedgerFold fold;
    private Instant askedSince;
    private int users;
    private volatile boolean isRefused;

    Day(String runId, LedgerStore store, RunLedger ledger, LedgerFold fold, Instant now) {
      this.runId = runId;
      this.store = store;
      this.ledger = ledger;
      this.fold = fold;
      this.askedSince = now;
    }
  }

  private synchronized Day enter() {
    Instant now = clock.instant();
    String today = runId(now);
    Day day = open.get(today);
    if (day != null && day.ledger.failure() != null) {
      open.remove(today);
      end(day);
      day = null;
    }
    if (day == null) {
      day = begin(today, now);
      open.put(today, day);
      endPast(today);
    } else if (day.isRefused && !now.isBefore(day.askedSince.plus(GIVEN_UP_FOR))) {
      day.isRefused = false;
      day.askedSince = now;
      day.ledger.askAgain();
    }
    day.users++;
    return day;
  }

  private synchronized void leave(Day day) {
    day.users--;
    endPast(runId(clock.instant()));
  }

  /** Ends earlier days that nobody uses any more. */
  private void endPast(String today) {
    List<Day> past =
        open.values().stream().filter(d -> d.users == 0 && !d.runId.equals(today)).toList();
    past.forEach(day -> open.remove(day.runId));
    past.forEach(DailyLedger::end);
  }

  private Day begin(String runId, Instant now) {
    warehouse.createMissing();
    LedgerStore store = opening.get();
    try {
      store.complete(runId);
      RunLedger ledger = store.open(runId, null, budget, pace);
      return new Day(runId, store, ledger, new LedgerFold(warehouse, store, runId), now);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static void end(Day day) {
    try (LedgerStore store = day.store;
        LedgerFold fold = day.fold) {
      day.ledger.close();
      commit(day);
    } catch (RuntimeException e) {
      log.warn("Cannot close the ledger of run {}", day.runId, e);
    }
  }

  /** Whatever goes wrong: a schedule ends when its work throws. */
  private void copy() {
    List<Day> days;
    synchronized (this) {
      days = List.copyOf(open.values());
    }
    days.forEach(DailyLedger::commit);
  }

  /** What cannot be copied now stays in the store, and is copied later. */
  private static void commit(Day day) {
    try {
      day.fold.commit();
    } catch (RuntimeException | Error e) {
      log.warn("Cannot copy judge calls yet", e);
    }
  }

  private String runId(Instant time) {
    return runId(server, LocalDate.ofInstant(time, ZoneOffset.UTC));
  }

  /** The run of a server's day. */
  static String runId(String server, LocalDate date) {
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
