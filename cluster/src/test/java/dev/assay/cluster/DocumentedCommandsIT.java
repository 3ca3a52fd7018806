package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.cli.fixture.TestConversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Runs the commands of docs/clusters.md for a standalone cluster, as they stand there: a night, and
 * a backfill of the version that a metric has got since.
 */
class DocumentedCommandsIT {

  private static final Instant FIRST = Instant.parse("2026-09-21T12:00:00Z");

  /** Ten days of September, 31 of October, and nine of November. */
  private static final int DAYS = 50;

  private static final int DAYS_OF_OCTOBER = 31;
  private static final int CONVERSATIONS_A_DAY = 2;

  private static final List<DocumentedCommand> PAGE =
      DocumentedCommand.of(Path.of("..", "docs", "clusters.md"));
  private static final StandaloneCluster CLUSTER = SharedCluster.get();

  private final Path shared;
  private final Path home;

  DocumentedCommandsIT(TestInfo test) {
    shared = Folders.empty("documented-" + test.getTestMethod().orElseThrow().getName());
    home = shared.resolve("assay");
  }

  @Test
  void theNightScoresOnACluster() throws IOException {
    try (Judge judge = Judge.start("--latency", "50ms")) {
      passANight(judge);
      Homes.assertNothingIsLeft(home);
    }
  }

  @Tag("thorough")
  @Test
  void theBackfillScoresOnACluster() throws IOException {
    assertThat(PAGE).hasSize(2);
    DocumentedCommand backfill = PAGE.get(1);
    try (Judge judge = Judge.start("--latency", "50ms")) {
      passANight(judge);
      define("True when the agent stayed polite throughout the conversation.");
      InProcess.run(apply());
      Path reference = Folders.copy(home, shared.resolve("reference"));

      succeed(backfill);

      assertThat(judge.takeCounters().path("requests").asInt())
          .isEqualTo(DAYS_OF_OCTOBER * CONVERSATIONS_A_DAY);
      InProcess.run(backfill.command(shared, reference));
      TableRows.of(home).assertEquals(TableRows.of(reference), "a backfill on a cluster");
      Homes.assertNothingIsLeft(home);
    }
  }

  private void passANight(Judge judge) throws IOException {
    deliver(judge);
    define("True when the agent was polite.");
    succeed(PAGE.get(0));
    int conversations = DAYS * CONVERSATIONS_A_DAY;
    assertThat(judge.takeCounters().path("requests").asInt()).isEqualTo(conversations);
    assertThat(TableRows.of(home).byTable().get("current_result")).hasSize(conversations);
  }

  private void succeed(DocumentedCommand command) {
    try (Submitted submitted = CLUSTER.submitAsWritten(command.with(CLUSTER.url(), shared, home))) {
      assertThat(submitted.process().exitCode()).as(submitted.process().said()).isZero();
    }
  }

  private void deliver(Judge judge) throws IOException {
    Files.writeString(
        shared.resolve("assay.yaml"),
        """
        judge:
          url: "%s"
          model: local
          prices: {input_per_million: 0.15, output_per_million: 0.60}
        """
            .formatted(judge.url()));
    Files.createDirectories(shared.resolve("archives"));
    Files.write(
        shared.resolve("archives/all.jsonl"),
        IntStream.range(0, CONVERSATIONS_A_DAY * DAYS)
            .mapToObj(DocumentedCommandsIT::conversation)
            .toList());
  }

  private static String conversation(int number) {
    return TestConversation.of(number)
        .createdAt(FIRST.plus(Duration.ofDays(number / CONVERSATIONS_A_DAY)))
        .user("Question " + number)
        .agent("Here is the answer.")
        .line();
  }

  private void define(String description) throws IOException {
    Path folder = Files.createDirectories(shared.resolve("metrics"));
    Files.writeString(
        folder.resolve("metrics.yaml"),
        """
        metrics:
          - name: Agent was polite
            description: %s
            metric_value: {type: boolean}
            applied_to_services: ["*"]
        """
            .formatted(description));
  }

  private List<String> apply() {
    return List.of(
        "metrics",
        "apply",
        shared.resolve("metrics").toString(),
        "--home",
        home.toString(),
        "--settings",
        shared.resolve("assay.yaml").toString());
  }
}
