package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.results.AssayTable;
import dev.assay.tests.crash.Moment.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two commands at once on one home, in two processes; {@code -Dassay.crash.seed=N} starts the
 * second at other moments.
 */
class ConcurrentRunsTest {

  private static final long SEED = Long.getLong("assay.crash.seed", 1);

  private final Undisturbed undisturbed = Undisturbed.nights();
  private final Random random;

  @TempDir Path folder = Path.of("");

  ConcurrentRunsTest(TestInfo test) {
    random = new Random(SEED * 1_000_003 + test.getDisplayName().hashCode());
  }

  @Tag("thorough")
  @Test
  void twoRunsAtOnceOnANewHomeEvaluateEachCellOnce() {
    Path home = folder.resolve("home");

    twoNights(home, 1, anyStep());

    assertSame(home, 1);
  }

  @Test
  void twoRunsAtOnceShareANewDayAndANewVersion() {
    Path home = undisturbed.copyOfDay1(folder.resolve("home"));

    twoNights(home, 2, anyStep());

    assertSame(home, 2);
  }

  @Tag("thorough")
  @Test
  void twoRunsAtOnceEndWhatAKilledOneHasBegun() {
    Path home = folder.resolve("home");
    Map<AssayTable, Integer> before = Progress.versions(home);
    try (ChildCommand command = undisturbed.start(home, 1)) {
      Moment committed = Moment.commit(Step.INGEST, AssayTable.CONVERSATION, 1);
      assertThat(new Progress(home, command, before).await(committed)).isTrue();
    }

    // The moments of taking in are past; a second that waited for one would be another night.
    twoNights(home, 1, Step.START);

    assertSame(home, 1);
  }

  @Tag("thorough")
  @Test
  void metricFilesAppliedTwiceAtOnceMakeOneVersion() {
    Path home = folder.resolve("home");

    for (int day = 1; day <= 2; day++) {
      Path metrics = undisturbed.deliveries().metrics(day);
      List<String> apply =
          List.of(
              "metrics",
              "apply",
              metrics.toString(),
              "--home",
              home.toString(),
              "--settings",
              undisturbed.deliveries().settings().toString());
      try (ChildCommand one = ChildCommand.start(folder.resolve("logs"), apply);
          ChildCommand other = ChildCommand.start(folder.resolve("logs"), apply)) {
        assertSucceeds(one);
        assertSucceeds(other);
      }
    }

    assertThat(Homes.query(home, "SELECT count(*) FROM metric")).isEqualTo(undisturbed("metric"));
    assertThat(Homes.query(home, "SELECT count(*) FROM metric_version"))
        .isEqualTo(undisturbed("metric_version"));
  }

  /** How many rows a table has after both nights. */
  private int undisturbed(String table) {
    return undisturbed.afterDay2().byTable().getOrDefault(table, List.of()).size();
  }

  private Step anyStep() {
    return random.nextBoolean() ? Step.START : Step.INGEST;
  }

  /** The second in this process, which is quicker to start. */
  private void twoNights(Path home, int day, Step step) {
    KillPoint.Kill start = KillPoint.kill(step, day, random);
    System.out.printf("two runs, day %d: the second starts %s of the first%n", day, start);
    Map<AssayTable, Integer> before = Progress.versions(home);
    try (ChildCommand one = undisturbed.start(home, day)) {
      var unused = new Progress(home, one, before).await(start.moment());
      LockSupport.parkNanos(start.delay().toNanos());
      undisturbed.nightly(home, day);
      assertSucceeds(one);
    }
  }

  private static void assertSucceeds(ChildCommand command) {
    int exitCode = command.exitCode();
    assertThat(exitCode).as(command.errors()).isZero();
  }

  /**
   * The tables are as one night leaves them; or as two do, of which the second tried what had
   * failed again, since the first was over when it planned; or, where the first was over while the
   * second asked for one metric after the other, as two do for some metrics alone. What a run took
   * on counts in its own row, and left-out metrics in the other's.
   */
  private void assertSame(Path home, int day) {
    TableRows one = day == 1 ? undisturbed.afterDay1() : undisturbed.afterDay2();
    Path again = undisturbed.copyOfDay1(folder.resolve("again"));
    for (int night = day; night <= 2 * day - 1; night++) {
      undisturbed.nightly(again, day);
    }
    TableRows two = TableRows.of(again);
    TableRows rows = TableRows.of(home);
    if (planned(rows).equals(planned(two))) {
      rows.assertEquals(two, "two runs at once", "evaluation_run");
    } else if (planned(rows).size() > planned(one).size()) {
      assertOfBoth("planned_cell", rows, one, two);
      assertOfBoth("metric_evaluation_failure", rows, one, two);
      rows.assertEquals(
          one, "two runs at once", "evaluation_run", "planned_cell", "metric_evaluation_failure");
    } else {
      // Where each took on some of the metrics, their waves are cut otherwise than those of one.
      assertThat(withoutWave(planned(rows))).isEqualTo(withoutWave(planned(one)));
      rows.assertEquals(one, "two runs at once", "evaluation_run", "planned_cell");
    }
    Homes.assertNothingIsLeft(home);
  }

  /** What both ends have is there, once, and nothing that neither has. */
  private static void assertOfBoth(String table, TableRows rows, TableRows one, TableRows two) {
    List<String> found = of(table, rows);
    assertThat(found).as(table).doesNotHaveDuplicates();
    assertThat(found)
        .as(table)
        .containsAll(of(table, one).stream().filter(of(table, two)::contains).toList());
    assertThat(found)
        .as(table)
        .allMatch(row -> of(table, one).contains(row) || of(table, two).contains(row));
  }

  /** Planned cells without the number of their wave, which follows the metric's name. */
  private static List<String> withoutWave(List<String> planned) {
    return planned.stream().map(row -> row.replaceFirst(" \\| \\d+ \\| ", " | ")).sorted().toList();
  }

  private static List<String> planned(TableRows rows) {
    return of("planned_cell", rows);
  }

  private static List<String> of(String table, TableRows rows) {
    return rows.byTable().getOrDefault(table, List.of());
  }
}
