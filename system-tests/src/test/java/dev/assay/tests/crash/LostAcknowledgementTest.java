package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.FaultyLogStore;
import dev.assay.cli.fixture.FaultyLogStore.Fault;
import dev.assay.cli.fixture.FullDisk;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of commit to each table fails once a night, and so does a file of each table. A command
 * goes on when its commit was made; otherwise it stops and says why, and the same command brings
 * the tables to the same end.
 */
class LostAcknowledgementTest {

  private static final int MOST_COMMANDS = 40;

  private static final Undisturbed UNDISTURBED = Undisturbed.nights();

  @TempDir Path folder = Path.of("");

  private final Set<String> injected = new TreeSet<>();
  private final List<String> stops = new ArrayList<>();

  @AfterEach
  void disarm() {
    arm(Fault.NONE);
  }

  @Test
  void aCommitWhoseAcknowledgementIsLostIsNotRepeated() {
    Path home = folder.resolve("home");
    night(home, 1, Fault.LOST_ACKNOWLEDGEMENT);
    night(home, 2, Fault.LOST_ACKNOWLEDGEMENT);

    assertThat(stops).isEmpty();
    assertRecovered(home);
    assertThat(injected)
        .contains(commits("CREATE TABLE"))
        .contains(commits("WRITE"))
        .contains("metric_evaluation_result Manual Update");
  }

  @Test
  void whatThereIsNoSpaceForIsWrittenByTheNextCommand() {
    Path home = UNDISTURBED.copyOfDay1(folder.resolve("home"));
    night(home, 2, Fault.DISK_FULL);

    assertThat(stops)
        .isNotEmpty()
        .allSatisfy(stop -> assertThat(stop).contains("No space left on device"));
    assertRecovered(home);
    assertThat(injected)
        .as("commits")
        .contains(commits("WRITE"))
        .contains("metric_evaluation_result Manual Update");
    assertThat(injected)
        .as("data files")
        .contains("records", "conversation", "quarantine", "planned_conversation")
        .contains("metric_evaluation_result", "metric_evaluation_history");
  }

  /** Runs the command of a night until it succeeds. */
  private void night(Path home, int day, Fault fault) {
    arm(fault);
    String[] command = UNDISTURBED.deliveries().nightly(day, home).toArray(String[]::new);
    CommandRun run = CommandRun.of(command);
    for (int i = 1; run.exitCode() != 0 && i < MOST_COMMANDS; i++) {
      stops.add(run.errors());
      run = CommandRun.of(command);
    }
    assertThat(run.exitCode()).as(run.errors()).isZero();
    injected.addAll(FaultyLogStore.failed());
    injected.addAll(FullDisk.failed());
    arm(Fault.NONE);
  }

  /** A full disk has room for neither commits nor data files. */
  private static void arm(Fault fault) {
    FaultyLogStore.arm(fault);
    FullDisk.arm(fault == Fault.DISK_FULL);
  }

  private static void assertRecovered(Path home) {
    TableRows.of(home).assertEquals(UNDISTURBED.afterDay2(), "recovered");
    Homes.assertNothingIsLeft(home);
  }

  private static String[] commits(String operation) {
    return Arrays.stream(AssayTable.values())
        .map(table -> table.label() + " " + operation)
        .toArray(String[]::new);
  }
}
