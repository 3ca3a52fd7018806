package dev.assay.tests.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Metric;
import dev.assay.catalog.database.ProcessLock;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.nightly.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backfills of a home with three conversations of October and November, beside its nights. */
class BackfillTest {

  private static final String A = "a".repeat(24);
  private static final String B = "b".repeat(24);

  /** Each test has a metric of its own, so that one home does for all. */
  private static final List<String> METRICS =
      List.of("History", "Old version", "Limits", "Leased", "Stopped", "Dry run", "Other");

  private static final String RESULTS =
      """
      SELECT r.metric_version, right(r.conversation_id, 2), r.service_id, r.source_type,
        r.content_hash, r.evaluator_fingerprint, r.replaces IS NULL, r.result_numerical
      FROM current_result r JOIN metric m ON m.id = r.metric_id
      WHERE m.name = '%s' AND right(r.conversation_id, 2) < '05' ORDER BY ALL""";

  @TempDir static Path folder;

  private static TestHome home;

  /** Version 1 has the first three conversations, version 2 the fourth alone. */
  @BeforeAll
  static void letNightsPassWithoutHistory() {
    home = new TestHome(folder.resolve("home"));
    pass(home, "0d");
  }

  private static void pass(TestHome home, String catchUp) {
    home.deliver("october.jsonl", on("2026-10-05", 1, A), on("2026-10-31", 2, B));
    home.deliver("november.jsonl", on("2026-11-01", 3, A));
    home.metrics(metrics("conversation.messages.size()"));
    home.nightly("--catch-up", catchUp);
    home.deliver("later.jsonl", on("2026-11-02", 4, A));
    home.metrics(metrics("conversation.user_messages.size()"));
    home.nightly("--catch-up", catchUp);
  }

  private static String[] metrics(String expression) {
    return METRICS.stream()
        .map(name -> TestHome.metric(name, TestHome.NUMBER, expression))
        .toArray(String[]::new);
  }

  private static String on(String day, int number, String service) {
    return TestConversation.of(number)
        .service(service)
        .createdAt(Instant.parse(day + "T23:30:00Z"))
        .user("one")
        .agent("two")
        .line();
  }

  @Test
  void historyBecomesWhatANightWithAllOfItWouldHaveMadeAndOnceMoreNothingIsLeft() {
    backfill("--metric", "History");

    TestHome caughtUp = new TestHome(folder.resolve("caught-up"));
    pass(caughtUp, "all");
    assertThat(home.rows(RESULTS.formatted("History")))
        .hasSize(7)
        .filteredOn(row -> row.startsWith("2|"))
        .isEqualTo(
            caughtUp.rows(RESULTS.formatted("History")).stream()
                .filter(row -> row.startsWith("2|"))
                .toList());
    assertThat(backfill("--metric", "History")).contains("nothing left");
  }

  @Tag("thorough")
  @Test
  void anOldVersionIsEvaluatedAndNightsGoOnAsBefore() {
    backfill("--metric", "Old version@1");

    assertThat(evaluated("Old version", 1)).containsExactly("01", "02", "03", "04");
    home.deliver("last.jsonl", on("2026-11-03", 5, A));
    home.nightly("--catch-up", "0d");
    assertThat(evaluated("Old version", 1)).doesNotContain("05");
    assertThat(evaluated("Old version", 2)).contains("05");
  }

  @Test
  void daysServicesAndFilesLimitIt() {
    backfill("--metric", "Limits", "--from", "2026-10-05", "--to", "2026-10-31", "--service", A);
    assertThat(evaluated("Limits", 2)).contains("01", "04").doesNotContain("02", "03");
    backfill(
        "--metric", "Limits", "--archive", home.archives().resolve("november.jsonl").toString());
    assertThat(evaluated("Limits", 2)).contains("03").doesNotContain("02");
    backfill("--metric", "Limits", "--archive", home.archives().toString(), "--service", B);
    assertThat(evaluated("Limits", 2)).contains("01", "02", "03", "04");
  }

  @Test
  void aMetricVersionThatAnotherRunHasIsLeftAlone() {
    List<String> before = evaluated("Leased", 2);
    try (JobContext context = home.open()) {
      Metric metric = context.metrics().findByName("default", "Leased").orElseThrow();
      String other = "0".repeat(24);
      var unused =
          context
              .runs()
              .begin(
                  other,
                  "default",
                  "nightly",
                  "",
                  new RunInputs(List.of(), Optional.empty(), 3, 1000),
                  Instant.now());
      context.leases().take(new MetricLeases.Key(metric.id(), 2), other);
      try (var held =
          ProcessLock.take(context.home().locks().resolve("run-" + other + ".lock"), () -> {})) {
        assertThat(backfill("--metric", "Leased")).contains("run " + other + " is evaluating it");
      } finally {
        context.runs().complete(other);
      }
    }
    assertThat(evaluated("Leased", 2)).isEqualTo(before);
    backfill("--metric", "Leased");
    assertThat(evaluated("Leased", 2)).contains("01", "02", "03", "04");
  }

  @Test
  void oneThatStoppedTheSameCommandBringsToItsEndAndBeginsNoOther() throws IOException {
    Path changed =
        Files.writeString(
            folder.resolve("changed.yaml"),
            "metrics:\n" + TestHome.metric("Stopped", TestHome.NUMBER, "7"));
    assertThat(home.run("metrics apply", changed.toString()).exitCode()).isZero();
    Path inTheWay =
        Files.createFile(
            home.root()
                .resolve("warehouse/metric_evaluation_result/metric_id=" + id("Stopped"))
                .resolve("metric_version=3"));
    CommandRun stopped = home.run("backfill", "--metric", "Stopped");
    assertThat(stopped.exitCode()).isOne();
    assertThat(stopped.errors()).contains("metric_version=3", "the same command goes on with it");
    long runs = home.number("SELECT count(*) FROM evaluation_run");

    Files.delete(inTheWay);
    backfill("--metric", "Stopped");

    assertThat(evaluated("Stopped", 3)).contains("01", "02", "03", "04").doesNotHaveDuplicates();
    assertThat(home.number("SELECT count(*) FROM evaluation_run")).isEqualTo(runs + 1);
  }

  @Test
  void aDryRunChangesNothingAndReadsNoResultsOfOtherMetrics() throws IOException {
    List<String> before = evaluated("Dry run", 2);
    Path results = home.root().resolve("warehouse/metric_evaluation_result");
    Path others = results.resolve("metric_id=" + id("Other"));
    Path away = Files.move(others, folder.resolve("away"));
    CommandRun run;
    CommandRun old;
    try {
      run = home.run("backfill", "--metric", "Dry run", "--dry-run", "--format", "csv");
      old = home.run("backfill", "--metric", "Dry run@1", "--dry-run", "--format", "csv");
    } finally {
      Files.move(away, others);
    }

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output()).contains("Dry run,2,code,3,");
    assertThat(old.output()).as(old.errors()).containsPattern("Dry run,1,code,[12],");
    assertThat(evaluated("Dry run", 2)).isEqualTo(before);
  }

  @Test
  void aVersionThatIsNotThereIsNamed() {
    assertThat(home.run("backfill", "--metric", "Limits@7").errors())
        .contains("Cannot find version 7 of 'Limits': its newest is 2");
  }

  private static List<String> evaluated(String metric, int version) {
    return home.rows(
        """
        SELECT right(r.conversation_id, 2) FROM metric_evaluation_result r
        JOIN metric m ON m.id = r.metric_id
        WHERE m.name = '%s' AND r.metric_version = %d ORDER BY 1"""
            .formatted(metric, version));
  }

  private static String id(String metric) {
    return home.rows("SELECT id FROM metric WHERE name = '%s'".formatted(metric)).get(0);
  }

  private static String backfill(String... more) {
    CommandRun run = home.run("backfill", more);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }
}
