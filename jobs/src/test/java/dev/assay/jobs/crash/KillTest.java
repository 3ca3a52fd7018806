package dev.assay.jobs.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills nightly runs and starts them again. {@code -Dassay.crash.points=30} kills at 30 points, and
 * {@code -Dassay.crash.seed=N} at others; {@code -Dassay.crash.first=N} starts with point N, to
 * repeat one that failed.
 */
class KillTest {

  private static final long SEED = Long.getLong("assay.crash.seed", 1);
  private static final int FIRST = Integer.getInteger("assay.crash.first", 0);
  private static final int POINTS = Integer.getInteger("assay.crash.points", 5);

  private final Undisturbed undisturbed = Undisturbed.nights();

  static Stream<KillPoint> points() {
    return IntStream.range(FIRST, FIRST + POINTS).mapToObj(n -> KillPoint.of(SEED, n));
  }

  @ParameterizedTest
  @MethodSource("points")
  void afterAKillTheSameCommandBringsTheTablesToTheSameEnd(KillPoint point, @TempDir Path folder) {
    Path home = folder.resolve("home");
    if (point.day() == 2) {
      undisturbed.copyOfDay1(home);
    }

    killAndRepeat(home, point);

    if (point.day() == 1) {
      TableRows.of(home).assertEquals(undisturbed.afterDay1(), point + ", day 1");
      undisturbed.nightly(home, 2);
    }
    TableRows.of(home).assertEquals(undisturbed.afterDay2(), point.toString());
    Homes.assertNothingIsLeft(home);
  }

  private void killAndRepeat(Path home, KillPoint point) {
    int complete = Homes.completeRuns(home);
    for (KillPoint.Kill kill : point.kills()) {
      Map<AssayTable, Integer> before = Progress.versions(home);
      try (ChildCommand command = undisturbed.start(home, point.day())) {
        if (!new Progress(home, command, before).await(kill.moment())) {
          System.out.printf("%s: %s did not come%n", point, kill.moment());
          assertThat(command.exitCode()).as(command.errors()).isZero();
          return;
        }
        LockSupport.parkNanos(kill.delay().toNanos());
        System.out.printf("%s: killed %s%n", point, command.isAlive() ? kill : "too late");
      }
      if (Homes.completeRuns(home) > complete && Homes.incompleteRuns(home) == 0) {
        // Only its exit code was lost; the same command once more would be another night.
        return;
      }
    }
    undisturbed.nightly(home, point.day());
  }
}
