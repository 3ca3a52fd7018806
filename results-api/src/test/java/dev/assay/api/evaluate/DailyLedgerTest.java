package dev.assay.api.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Ledger.Settlement;
import dev.assay.evaluators.LedgerKey;
import dev.assay.evaluators.Usage;
import dev.assay.installation.Home;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.LedgerFailed;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's ledger while calls of others are always under way. */
@Timeout(120)
class DailyLedgerTest {
  private static final Usage USED = new Usage(80, 10, 500);
  private static final PaceLimits PACE = new PaceLimits(10, null, null, Duration.ofSeconds(30));

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-11-01T23:59:00Z");

  @Test
  void aDayBeginsWhileCallsOfTheLastOneAreUnderWay() throws Exception {
    try (DailyLedger ledger = ledger(new Caps(1L, null, null))) {
      String yesterdays = granted(ledger, "a");
      now = now.plus(Duration.ofMinutes(2));

      String todays = granted(ledger, "b");
      ledger.settle(answered(yesterdays, "a"));
      ledger.settle(answered(todays, "b"));

      assertThat(ledger.admit(inquiry("c")))
          .isInstanceOfSatisfying(
              Admission.Refused.class, r -> assertThat(r.code()).isEqualTo("budget_ended"));
      assertThat(ledger.admit(inquiry("a"))).isInstanceOf(Admission.Answered.class);
    }
    assertThat(calls("2026-11-01")).isOne();
    assertThat(calls("2026-11-02")).isOne();
  }

  @Test
  void aJudgeThatWasGivenUpIsAskedAgainWhileACallIsUnderWay() throws Exception {
    try (DailyLedger ledger = ledger(Caps.NONE)) {
      String underWay = granted(ledger, "a");
      for (String name : List.of("b", "c", "d")) {
        ledger.settle(ended(granted(ledger, name), CallEnd.REFUSED));
      }
      assertThat(ledger.admit(inquiry("e"))).isInstanceOf(Admission.Refused.class);
      now = now.plus(Duration.ofSeconds(30));

      ledger.settle(answered(granted(ledger, "e"), "e"));
      ledger.settle(answered(underWay, "a"));
    }
    assertThat(calls("2026-11-01")).isEqualTo(5);
  }

  @Test
  void afterAFailureItsStoreIsOpenedAnewAndWhatWasUnderWayIsSpent() throws Exception {
    try (DailyLedger ledger = ledger(new Caps(3L, null, null))) {
      String first = granted(ledger, "a");
      granted(ledger, "b");
      execute(
          "CREATE TRIGGER full BEFORE INSERT ON judgement BEGIN SELECT RAISE(ABORT, 'full'); END");
      assertThatThrownBy(() -> ledger.settle(answered(first, "a")))
          .isInstanceOf(LedgerFailed.class)
          .hasMessageContaining("full");
      execute("DROP TRIGGER full");

      ledger.settle(answered(granted(ledger, "a"), "a"));

      assertThat(ledger.admit(inquiry("c"))).isInstanceOf(Admission.Refused.class);
    }
    assertThat(calls("2026-11-01")).isEqualTo(3);
  }

  private DailyLedger ledger(Caps budget) {
    return new DailyLedger(
        () -> LedgerStore.embedded(folder.resolve("ledger")),
        new Home(folder.resolve("home")).warehouse(),
        budget,
        PACE,
        "server",
        () -> now);
  }

  private static String granted(DailyLedger ledger, String name) throws InterruptedException {
    return ((Admission.Granted) ledger.admit(inquiry(name))).callId();
  }

  private long calls(String day) {
    try (LedgerStore store = LedgerStore.embedded(folder.resolve("ledger"))) {
      return store.spend(DailyLedger.runId("server", LocalDate.parse(day))).spend().calls();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger/ledger.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String key(String name) {
    return LedgerKey.of("acme", name, "fingerprint");
  }

  private static Inquiry inquiry(String name) {
    return new Inquiry(
        new Call(
            "acme",
            "conversation",
            "hash",
            "model",
            "{}",
            "template 1",
            List.of(new Item(key(name), "metric", 1))),
        new Usage(100, 50, 1000));
  }

  private static Settlement answered(String callId, String name) {
    return new Settlement(
        callId,
        CallEnd.ANSWERED,
        null,
        USED,
        Map.of(key(name), new Entry.Answer("{}", USED)),
        "request",
        "answer",
        1);
  }

  private static Settlement ended(String callId, CallEnd end) {
    return new Settlement(callId, end, null, Usage.NONE, Map.of(), "request", null, 1);
  }
}
