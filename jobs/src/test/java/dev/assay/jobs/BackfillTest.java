package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Metric;
import dev.assay.catalog.ProcessLock;
import dev.assay.jobs.cli.CommandRun;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.run.MetricLeases;
import dev.assay.jobs.run.RunInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backfills of a home with three conversations of October and November, beside its nights. */
class BackfillTest {

  private static final String A = "a".repeat(24);
  private static final String B = "b".repeat(24);

  private static final String WORDS =
      TestHome.metric("Words", TestHome.NUMBER, "conversation.messages.size()");
  private static final String WORDS_2 =
      TestHome.metric("Words", TestHome.NUMBER, "conversation.user_messages.size()");
  private static final String OTHER = TestHome.metric("Other", "boolean", "true");

  private static final String RESULTS =
      """
      SELECT m.name, r.metric_version, right(r.conversation_id, 2), r.service_id, r.source_type,
        r.content_hash, r.evaluator_fingerprint, r.replaces IS NULL,
        coalesce(r.result_numerical::VARCHAR, r.result_boolean::VARCHAR)
      FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL""";

  private static final String EVALUATED =
      """
      SELECT right(conversation_id, 2) FROM metric_evaluation_result
      WHERE metric_version = %d ORDER BY 1""";

  @TempDir Path folder = Path.of("");

  private TestHome home = new TestHome(Path.of("target", "unused-home"));

  @BeforeEach
  void letNightsPassWithoutHistory() {
    home = new TestHome(folder.resolve("home"));
    deliverTo(home);
    home.metrics(WORDS);
    home.nightly("--catch-up", "0d");
  }

  private static void deliverTo(TestHome home) {
    home.deliver("october.jsonl", on("2026-10-05", 1, A), on("2026-10-31", 2, B));
    home.deliver("november.jsonl", on("2026-11-01", 3, A));
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
  void historyBecomesWhatANightWithAllOfItWouldHaveMade() {
    home.metrics(WORDS_2);
    home.nightly("--catch-up", "0d");
    assertThat(home.rows(EVALUATED.formatted(2))).isEmpty();

    backfill("--metric", "Words");

    TestHome caughtUp = new TestHome(folder.resolve("caught-up"));
    deliverTo(caughtUp);
    caughtUp.metrics(WORDS);
    caughtUp.nightly("--catch-up", "0d");
    caughtUp.metrics(WORDS_2);
    caughtUp.nightly("--catch-up", "all");
    assertThat(home.rows(RESULTS)).hasSize(6).isEqualTo(caughtUp.rows(RESULTS));
  }

  @Test
  void theSameCommandOnceMoreHasNothingToDo() {
    home.metrics(WORDS_2);
    home.nightly("--catch-up", "0d");
    backfill();

    assertThat(backfill()).contains("nothing left");
  }

  @Test
  void anOldVersionIsEvaluatedAndNightsGoOnAsBefore() {
    home.metrics(WORDS_2);
    home.deliver("later.jsonl", on("2026-11-02", 4, A));
    home.nightly("--catch-up", "0d");

    backfill("--metric", "Words@1");

    assertThat(home.rows(EVALUATED.formatted(1))).containsExactly("01", "02", "03", "04");
    home.deliver("last.jsonl", on("2026-11-03", 5, A));
    home.nightly("--catch-up", "0d");
    assertThat(home.rows(EVALUATED.formatted(1))).doesNotContain("05");
    assertThat(home.rows(EVALUATED.formatted(2))).contains("05");
  }

  @Test
  void daysServicesAndFilesLimitIt() {
    home.metrics(WORDS_2);
    home.nightly("--catch-up", "0d");

    backfill("--to", "2026-10-05");
    assertThat(home.rows(EVALUATED.formatted(2))).containsExactly("01");
    backfill("--from", "2026-10-05", "--to", "2026-10-31", "--service", A);
    assertThat(home.rows(EVALUATED.formatted(2))).containsExactly("01");
    backfill("--archive", home.archives().resolve("november.jsonl").toString());
    assertThat(home.rows(EVALUATED.formatted(2))).containsExactly("01", "03");
    backfill("--archive", home.archives().toString(), "--service", B);
    assertThat(home.rows(EVALUATED.formatted(2))).containsExactly("01", "02", "03");
  }

  @Test
  void aMetricVersionThatAnotherRunHasIsLeftAlone() {
    home.metrics(WORDS_2);
    home.nightly("--catch-up", "0d");
    try (Workbench bench = home.open()) {
      Metric metric = bench.metrics().findByName("default", "Words").orElseThrow();
      String other = "0".repeat(24);
      var unused =
          bench
              .runs()
              .begin(
                  other,
                  "default",
                  "nightly",
                  "",
                  new RunInputs(List.of(), Optional.empty(), 3, 1000),
                  Instant.now());
      bench.leases().take(new MetricLeases.Key(metric.id(), 2), other);
      try (var held =
          ProcessLock.take(bench.home().locks().resolve("run-" + other + ".lock"), () -> {})) {
        assertThat(backfill()).contains("run " + other + " is evaluating it");
      } finally {
        bench.runs().complete(other);
      }
    }
    assertThat(home.rows(EVALUATED.formatted(2))).isEmpty();
    backfill();
    assertThat(home.rows(EVALUATED.formatted(2))).hasSize(3);
  }

  @Test
  void aDryRunChangesNothingAndReadsNoResultsOfOtherMetrics() throws IOException {
    home.metrics(WORDS, OTHER);
    home.nightly("--catch-up", "all");
    home.metrics(WORDS_2, OTHER);
    home.nightly("--catch-up", "0d");
    deleteResultsOf("Other");

    CommandRun run = home.run("backfill", "--metric", "Words", "--dry-run", "--format", "csv");

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output()).contains("Words,2,code,3,");
    CommandRun known = home.run("backfill", "--metric", "Words@1", "--dry-run", "--format", "csv");
    assertThat(known.output()).as(known.errors()).contains("Words,1,code,0,");
  }

  @Test
  void aVersionThatIsNotThereIsNamed() {
    assertThat(home.run("backfill", "--metric", "Words@7").errors())
        .contains("Cannot find version 7 of 'Words': its newest is 1");
  }

  private String backfill(String... more) {
    CommandRun run = home.run("backfill", more);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }

  private void deleteResultsOf(String metric) throws IOException {
    String id = home.rows("SELECT id FROM metric WHERE name = '%s'".formatted(metric)).get(0);
    Path partition = home.root().resolve("warehouse/metric_evaluation_result/metric_id=" + id);
    try (Stream<Path> files = Files.walk(partition)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }
}
