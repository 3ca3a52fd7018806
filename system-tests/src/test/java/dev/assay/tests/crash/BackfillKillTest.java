package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a backfill between two waves, and starts it again. */
@Tag("thorough")
class BackfillKillTest {

  private static final Undisturbed UNDISTURBED = Undisturbed.nights();

  @TempDir Path folder = Path.of("");

  @Test
  void theSameCommandBringsAKilledBackfillToItsEndAndBeginsNoOther() {
    Path reference = withNewMetrics("reference");
    assertThat(run(backfill(reference)).output()).contains("(backfill, ");
    Path home = withNewMetrics("home");
    int complete = Homes.completeRuns(home);
    Map<AssayTable, Integer> before = Progress.versions(home);
    try (ChildCommand command = ChildCommand.start(folder.resolve("logs"), backfill(home))) {
      boolean reached =
          new Progress(home, command, before)
              .await(Moment.commit(Moment.Step.EVALUATE, AssayTable.METRIC_EVALUATION_RESULT, 1));
      assertThat(reached).as(command.errors()).isTrue();
    }

    run(backfill(home));

    assertThat(Homes.completeRuns(home)).isEqualTo(complete + 1);
    TableRows.of(home).assertEquals(TableRows.of(reference), "a killed backfill");
    Homes.assertNothingIsLeft(home);
  }

  private Path withNewMetrics(String name) {
    Path home = UNDISTURBED.copyOfDay1(folder.resolve(name));
    run(
        List.of(
            "metrics",
            "apply",
            UNDISTURBED.deliveries().metrics(2).toString(),
            "--home",
            home.toString(),
            "--settings",
            UNDISTURBED.deliveries().settings().toString()));
    return home;
  }

  private static List<String> backfill(Path home) {
    return List.of(
        "backfill",
        "--home",
        home.toString(),
        "--settings",
        UNDISTURBED.deliveries().settings().toString());
  }

  private static CommandRun run(List<String> command) {
    CommandRun run = CommandRun.of(command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run;
  }
}
