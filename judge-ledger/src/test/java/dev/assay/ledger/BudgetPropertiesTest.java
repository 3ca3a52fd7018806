package dev.assay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.database.Database;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.Seeded;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.admission.AdmissionControl;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.admission.Message;
import dev.assay.ledger.admission.PendingInquiry;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.Spend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Grants, answers, retries, timeouts after the judge has worked, withdrawals, lost processes and
 * crashes, in any order: what the judge could have charged never passes a cap.
 */
class BudgetPropertiesTest {
  private static final int STEPS = 60;
  private static final PaceLimits LIMITS = new PaceLimits(50, null, null, Duration.ofDays(1));

  /** The judge's own books: what each call that was sent has really used. */
  private static final class Books {
    private long calls;
    private Usage used = Usage.NONE;

    void charge(Usage usage) {
      calls++;
      used = used.plus(usage);
    }
  }

  /** A process that asks until it dies. */
  private static final class Life implements AutoCloseable {
    private final Database database;
    private final LedgerStore store;
    private final LedgerWriter writer;
    private final AdmissionControl admission;
    private final Map<String, Usage> granted = new HashMap<>();

    Life(Path home, MortalOwner owner, Caps caps) throws Exception {
      database = Database.embedded(home, "ledger", LedgerStore.SCHEMA);
      store = new LedgerStore(database, owner);
      writer = store.writer("run");
      admission = store.admission(writer, null, caps, LIMITS, 0);
    }

    /** Dies without a word: the store is left as it is. */
    @Override
    public void close() throws Exception {
      writer.close();
      database.close();
    }
  }

  @Seeded(25)
  void noCapIsPassed(long seed) throws Exception {
    Random random = new Random(seed);
    long callCap = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(21);
    Caps caps = new Caps(callCap, random.nextLong(4000), random.nextLong(40_000));
    Path home = Files.createTempDirectory("ledger");
    Set<String> dead = MortalOwner.nobodyIsDead();
    Books books = new Books();
    int lives = 1;
    int key = 0;
    Life life = new Life(home, MortalOwner.of(lives, dead), caps);
    try {
      for (int step = 0; step < STEPS; step++) {
        int luck = random.nextInt(100);
        if (luck < 50) {
          ask(life, random, books, key++);
        } else if (luck < 85) {
          settleOne(life, random);
        } else if (luck < 92) {
          tell(life, new Message.AskerLost("asker"));
          life.granted.clear();
        } else {
          life.close();
          dead.add("%016x".formatted(lives));
          life = new Life(home, MortalOwner.of(++lives, dead), caps);
        }
        assertThat(books.calls).isLessThanOrEqualTo(callCap);
        assertThat(books.used.tokens()).isLessThanOrEqualTo(tokens(caps));
        assertThat(books.used.costNanos()).isLessThanOrEqualTo(cost(caps));
      }
      Spend spent = life.store.spend("run").spend();
      assertThat(spent.calls()).isLessThanOrEqualTo(callCap);
      assertThat(spent.usage().tokens()).isLessThanOrEqualTo(tokens(caps));
    } finally {
      life.close();
    }
  }

  /**
   * The judge charges whoever was granted a call at once, up to the bound, whatever comes of it.
   */
  private static void ask(Life life, Random random, Books books, int key) throws Exception {
    Usage bound = new Usage(random.nextInt(300), 1 + random.nextInt(100), random.nextInt(3000));
    List<Admission> answers = new ArrayList<>();
    PendingInquiry pending =
        new PendingInquiry(
            key, "asker", Samples.inquiry(bound, String.valueOf(random.nextInt(30))), answers::add);
    tell(life, new Message.Asked(pending));
    for (Admission answer : answers) {
      if (answer instanceof Admission.Granted call) {
        Usage used = random.nextBoolean() ? bound : new Usage(bound.inputTokens() / 2, 1, 0);
        books.charge(used);
        life.granted.put(call.callId(), used);
      }
    }
    if (answers.isEmpty()) {
      tell(life, new Message.Withdrawn(pending));
    }
  }

  private static void settleOne(Life life, Random random) throws Exception {
    if (life.granted.isEmpty()) {
      return;
    }
    List<String> calls = life.granted.keySet().stream().sorted().toList();
    String callId = calls.get(random.nextInt(calls.size()));
    Usage used = life.granted.remove(callId);
    boolean timedOut = random.nextInt(3) == 0;
    @Nullable Usage told = timedOut || random.nextInt(4) == 0 ? null : used;
    Map<String, Entry> entries =
        timedOut || told == null || random.nextBoolean()
            ? Map.of()
            : Map.of(Samples.key(String.valueOf(random.nextInt(30))), new Entry.Answer("{}", told));
    Settlement settlement =
        new Settlement(
            callId,
            timedOut ? CallEnd.TIMED_OUT : CallEnd.ANSWERED,
            null,
            told,
            entries,
            "request",
            null,
            1);
    tell(life, new Message.Settled(Samples.packed(settlement), () -> {}));
  }

  private static void tell(Life life, Message message) throws Exception {
    life.admission.round(List.of(message), 0).forEach(Runnable::run);
  }

  private static long tokens(Caps caps) {
    Long cap = caps.tokens();
    return cap == null ? Long.MAX_VALUE : cap;
  }

  private static long cost(Caps caps) {
    Long cap = caps.costNanos();
    return cap == null ? Long.MAX_VALUE : cap;
  }
}
