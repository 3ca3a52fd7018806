package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.Deliveries;
import dev.assay.cli.fixture.ForkFolder;
import dev.assay.cli.fixture.TableRows;
import dev.assay.tests.judge.LocalJudge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * Two nights that nothing disturbs, run once for all tests of this package.
 *
 * @param deliveries what they take in
 * @param day1Home the home after the first night; copy it
 * @param afterDay1 the tables after the first night
 * @param afterDay2 and after the second
 */
record Undisturbed(Deliveries deliveries, Path day1Home, TableRows afterDay1, TableRows afterDay2) {

  /** Answers for as long as the tests run. */
  private static final LocalJudge JUDGE = new LocalJudge();

  private static final Undisturbed NIGHTS = run(ForkFolder.of("crash-tests"));

  static Undisturbed nights() {
    return NIGHTS;
  }

  /** Runs the nightly command of a day in this process, where it is quick; it must succeed. */
  void nightly(Path home, int day) {
    nightly(deliveries.nightly(day, home));
  }

  /** The same with settings of {@link Deliveries#writeSettings}. */
  void nightly(Path home, int day, Path settings) {
    nightly(deliveries.nightly(day, home, settings));
  }

  /** Starts the nightly command of a day in a process of its own. */
  ChildCommand start(Path home, int day) {
    return start(home, day, deliveries.settings());
  }

  /** The same with settings of {@link Deliveries#writeSettings}. */
  ChildCommand start(Path home, int day, Path settings) {
    return ChildCommand.start(logs(home), deliveries.nightly(day, home, settings));
  }

  /** A copy of the home after the first night. */
  Path copyOfDay1(Path home) {
    return copy(day1Home, home);
  }

  private static Undisturbed run(Path folder) {
    try {
      FileUtils.deleteDirectory(folder.toFile());
      Deliveries deliveries = Deliveries.writeTo(folder.resolve("deliveries"), JUDGE.url());
      Path day1 = folder.resolve("day1");
      nightly(deliveries.nightly(1, day1));
      TableRows afterDay1 = TableRows.of(day1);
      Path day2 = copy(day1, folder.resolve("day2"));
      nightly(deliveries.nightly(2, day2));
      TableRows afterDay2 = TableRows.of(day2);
      assertThat(List.copyOf(afterDay2.byTable().values())).doesNotContain(List.of());
      assertThat(afterDay2.byTable().get("metric_evaluation_result"))
          .as("results, from which maintenance takes the superseded ones of all metrics")
          .isEqualTo(afterDay2.byTable().get("current_result"));
      return new Undisturbed(deliveries, day1, afterDay1, afterDay2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void nightly(List<String> command) {
    CommandRun run = CommandRun.of(command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.errors()).isZero();
  }

  private static Path copy(Path home, Path to) {
    try {
      FileUtils.copyDirectory(home.toFile(), to.toFile());
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path logs(Path home) {
    return home.resolveSibling(home.getFileName() + "-logs");
  }
}
