package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.TestConversation;
import dev.assay.jobs.crash.Homes;
import dev.assay.jobs.crash.TableRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  private static final Path SHARED = Folders.empty("documented");
  private static final Path HOME = SHARED.resolve("assay");
  private static final StandaloneCluster CLUSTER = SharedCluster.get();

  @Test
  void theyScoreOnACluster() throws IOException {
    List<DocumentedCommand> page = DocumentedCommand.of(Path.of("..", "docs", "clusters.md"));
    assertThat(page).hasSize(2);
    DocumentedCommand nightly = page.get(0);
    DocumentedCommand backfill = page.get(1);
    try (Judge judge = Judge.start("--latency", "50ms")) {
      deliver(judge);
      define("True when the agent was polite.");
      succeed(nightly);
      assertThat(judge.takeCounters().path("requests").asInt())
          .isEqualTo(DAYS * CONVERSATIONS_A_DAY);
      define("True when the agent stayed polite throughout the conversation.");
      InProcess.run(apply());
      Path reference = Folders.copy(HOME, SHARED.resolve("reference"));

      succeed(backfill);

      assertThat(judge.takeCounters().path("requests").asInt())
          .isEqualTo(DAYS_OF_OCTOBER * CONVERSATIONS_A_DAY);
      InProcess.run(backfill.command(SHARED, reference));
      TableRows.of(HOME).assertEquals(TableRows.of(reference), "a backfill on a cluster");
      Homes.assertNothingIsLeft(HOME);
    }
  }

  private static void succeed(DocumentedCommand command) {
    try (Submitted submitted = CLUSTER.submitAsWritten(command.with(CLUSTER.url(), SHARED, HOME))) {
      assertThat(submitted.process().exitCode()).as(submitted.process().said()).isZero();
    }
  }

  private static void deliver(Judge judge) throws IOException {
    Files.writeString(
        SHARED.resolve("assay.yaml"),
        """
        judge:
          url: "%s"
          model: local
          prices: {input_per_million: 0.15, output_per_million: 0.60}
        """
            .formatted(judge.url()));
    Files.createDirectories(SHARED.resolve("archives"));
    Files.write(
        SHARED.resolve("archives/all.jsonl"),
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

  private static void define(String description) throws IOException {
    Path folder = Files.createDirectories(SHARED.resolve("metrics"));
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

  private static List<String> apply() {
    return List.of(
        "metrics",
        "apply",
        SHARED.resolve("metrics").toString(),
        "--home",
        HOME.toString(),
        "--settings",
        SHARED.resolve("assay.yaml").toString());
  }
}
