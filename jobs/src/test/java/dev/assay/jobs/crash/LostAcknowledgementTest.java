package dev.assay.jobs.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of commit to each table fails once a night, and so does a file of each table. A command
 * either goes on or stops and says why, and the same command brings the tables to the same end.
 */
class LostAcknowledgementTest {

  private static final String LOST = FaultyLogStore.Fault.LOST_ACKNOWLEDGEMENT.name();
  private static final String FULL = FaultyLogStore.Fault.DISK_FULL.name();

  /** Where the homes are; one process ran all scenarios. */
  @TempDir static Path folder = Path.of("");

  private static final Map<String, List<String>> SAID = new LinkedHashMap<>();

  @BeforeAll
  static void nightsInWhichWritingFails() {
    Undisturbed undisturbed = Undisturbed.nights();
    List<String> arguments =
        List.of(
            undisturbed.deliveries().folder().toString(),
            LOST,
            folder.resolve(LOST).toString(),
            "0",
            FULL,
            undisturbed.copyOfDay1(folder.resolve(FULL)).toString(),
            "1");
    try (ChildCommand child =
        ChildCommand.startMain(FaultyNights.class.getName(), folder, arguments)) {
      int exitCode = child.exitCode();
      assertThat(exitCode).as(child.errors()).isZero();
      List<String> said = new ArrayList<>();
      for (String line : child.errors().lines().toList()) {
        if (line.startsWith(FaultyNights.SCENARIO)) {
          said = new ArrayList<>();
          SAID.put(line.substring(FaultyNights.SCENARIO.length()), said);
        }
        said.add(line);
      }
    }
  }

  @Test
  void aCommitWhoseAcknowledgementIsLostIsNotRepeated() {
    assertRecovered(LOST, "The connection was lost");

    assertThat(injected(LOST))
        .contains(commits("CREATE TABLE"))
        .contains(commits("WRITE"))
        .contains("conversation MERGE", "metric_evaluation_result Manual Update");
  }

  @Test
  void whatThereIsNoSpaceForIsWrittenByTheNextCommand() {
    assertRecovered(FULL, "No space left on device");

    assertThat(injected(FULL))
        .as("commits")
        .contains(commits("WRITE", AssayTable.CONVERSATION))
        .contains("conversation MERGE", "metric_evaluation_result Manual Update");
    assertThat(injected(FULL))
        .as("data files")
        .contains("records", "decisions", "conversation", "quarantine", "planned_conversation")
        .contains("metric_evaluation_history");
  }

  private static void assertRecovered(String scenario, String reason) {
    List<String> stops = said(scenario, FaultyNights.STOPPED);
    System.out.printf("%s: %d commands stopped%n", scenario, stops.size());
    assertThat(stops).isNotEmpty().allSatisfy(stop -> assertThat(stop).contains(reason));
    Path home = folder.resolve(scenario);
    TableRows.of(home).assertEquals(Undisturbed.nights().afterDay2(), scenario);
    Homes.assertNothingIsLeft(home);
  }

  private static String[] commits(String operation, AssayTable... without) {
    return Arrays.stream(AssayTable.values())
        .filter(table -> !List.of(without).contains(table))
        .map(table -> table.label() + " " + operation)
        .toArray(String[]::new);
  }

  private static List<String> injected(String scenario) {
    return said(scenario, FaultyNights.INJECTED);
  }

  private static List<String> said(String scenario, String kind) {
    return SAID.getOrDefault(scenario, List.of()).stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.substring(kind.length()))
        .toList();
  }
}
