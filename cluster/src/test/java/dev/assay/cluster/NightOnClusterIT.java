package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.fixture.Deliveries;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nights on a cluster whose tasks and executors fail: nothing differs, and no call is repeated. */
@Tag("thorough")
class NightOnClusterIT {

  private static final Pattern FAILED_TASK =
      Pattern.compile("(Lost task \\S+ in stage .*: java\\.\\S+)");

  private static final Nights NIGHTS = Nights.in(Folders.empty("nights"));
  private static final StandaloneCluster CLUSTER = SharedCluster.get();

  @AfterAll
  static void stop() {
    NIGHTS.close();
  }

  @Test
  void aRepeatedTaskAndOneThatRunsTwiceMakeNoCallAgain() throws IOException {
    Map<String, String> more =
        Map.of(
            "spark.default.parallelism", "5",
            "spark.task.maxFailures", "1000",
            "spark.speculation", "true",
            "spark.speculation.interval", "50ms",
            "spark.speculation.multiplier", "0.5",
            "spark.speculation.quantile", "0.1",
            "spark.speculation.minTaskRuntime", "0ms",
            "spark.speculation.efficiency.enabled", "false");
    Path home = NIGHTS.home("repeated");
    InProcess.run(NIGHTS.apply(home));
    Path inTheWay = NIGHTS.inTheWayOfResults(home, "Helped");
    try (Submitted command = CLUSTER.submit(more, NIGHTS.nightly(home))) {
      command.process().await(FAILED_TASK);
      Files.delete(inTheWay);
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();

      assertThat(command.events("TaskEnd"))
          .as("tasks that failed and were repeated")
          .anyMatch(end -> end.at("/Task End Reason/Reason").asText().equals("ExceptionFailure"));
      assertThat(command.events("TaskStart"))
          .as("tasks of which a second attempt ran beside the first")
          .anyMatch(start -> start.at("/Task Info/Speculative").asBoolean());
    }

    JsonNode asked = NIGHTS.judge().takeCounters();
    assertThat(asked.path("requests").asLong()).isEqualTo(NIGHTS.needed());
    assertThat(asked.path("billed_again").asLong()).isZero();
    TableRows.of(home).assertEquals(NIGHTS.undisturbed(), "repeated tasks");
    Homes.assertNothingIsLeft(home);
  }

  @Test
  void aLostExecutorAndALostDriverRepeatAtMostWhatWasUnderWay() {
    Path home = NIGHTS.home("lost");
    long atKills = 0;
    try (Submitted command = CLUSTER.submit(Map.of(), NIGHTS.nightly(home))) {
      atKills += atRequest(command, 20);
      CLUSTER.executors(command).get(0).destroyForcibly();
      atKills += atRequest(command, 60);
    }
    try (Submitted command = CLUSTER.submit(Map.of(), NIGHTS.nightly(home))) {
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();
    }

    JsonNode asked = NIGHTS.judge().takeCounters();
    long again = asked.path("requests").asLong() - NIGHTS.needed();
    System.out.printf("%d calls under way at the kills, %d made again%n", atKills, again);
    assertThat(again).isBetween(0L, 2L * Deliveries.MOST_UNSETTLED);
    TableRows.of(home).assertEquals(NIGHTS.undisturbed(), "a lost executor and a lost driver");
    Homes.assertNothingIsLeft(home);
  }

  /** Waits until the judge has been asked so often; how many calls are under way then. */
  private static long atRequest(Submitted command, int number) {
    command.process().await(() -> NIGHTS.judge().requests() >= number);
    assertThat(command.process().isAlive()).as(command.process().said()).isTrue();
    return NIGHTS.judge().counters().path("in_flight").asLong();
  }
}
