package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.results.AssayTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills nightly runs and starts them again. {@code -Dassay.crash.points=30} kills at 30 points, and
 * {@code -Dassay.crash.seed=N} at others; {@code -Dassay.crash.first=N} starts with point N, to
 * repeat one that failed.
 */
@Tag("thorough")
class KillTest {

  private static final long SEED = Long.getLong("assay.crash.seed", 1);
  private static final int FIRST = Integer.getInteger("assay.crash.first", 0);
  private static final int POINTS = Integer.getInteger("assay.crash.points", 5);

  private static final Undisturbed UNDISTURBED = Undisturbed.nights();

  /** The homes of the points, in which processes are killed while others are looked after here. */
  @TempDir static Path folder = Path.of("");

  private static final ExecutorService KILLING = Executors.newSingleThreadExecutor();
  private static final Map<Integer, Future<Killed>> KILLED = new LinkedHashMap<>();

  /**
   * What became of the commands that were to be killed.
   *
   * @param story for those who read what the test did
   * @param over whether the run had come to its end all the same, so that only its exit code was
   *     lost: the same command once more would be another night
   */
  private record Killed(List<String> story, boolean over) {}

  static Stream<KillPoint> points() {
    return IntStream.range(FIRST, FIRST + POINTS).mapToObj(n -> KillPoint.of(SEED, n));
  }

  @BeforeAll
  static void startKilling() {
    points().forEach(point -> KILLED.put(point.number(), KILLING.submit(() -> kill(point))));
  }

  @AfterAll
  static void stopKilling() {
    KILLING.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("points")
  void afterAKillTheSameCommandBringsTheTablesToTheSameEnd(KillPoint point) throws Exception {
    Killed killed = Objects.requireNonNull(KILLED.get(point.number())).get();
    killed.story().forEach(System.out::println);
    Path home = home(point);

    if (!killed.over()) {
      UNDISTURBED.nightly(home, point.day());
    }

    if (point.day() == 1) {
      TableRows.of(home).assertEquals(UNDISTURBED.afterDay1(), point + ", day 1");
      UNDISTURBED.nightly(home, 2);
    }
    TableRows.of(home).assertEquals(UNDISTURBED.afterDay2(), point.toString());
    Homes.assertNothingIsLeft(home);
  }

  private static Path home(KillPoint point) {
    return folder.resolve("home" + point.number());
  }

  private static Killed kill(KillPoint point) {
    Path home = home(point);
    if (point.day() == 2) {
      UNDISTURBED.copyOfDay1(home);
    }
    List<String> story = new ArrayList<>();
    int complete = Homes.completeRuns(home);
    for (KillPoint.Kill kill : point.kills()) {
      Map<AssayTable, Integer> before = Progress.versions(home);
      try (ChildCommand command = UNDISTURBED.start(home, point.day())) {
        if (new Progress(home, command, before).await(kill.moment())) {
          LockSupport.parkNanos(kill.delay().toNanos());
          story.add("%s: killed %s".formatted(point, command.isAlive() ? kill : "too late"));
        } else {
          story.add("%s: %s did not come".formatted(point, kill.moment()));
          int exitCode = command.exitCode();
          assertThat(exitCode).as(command.errors()).isZero();
        }
      }
      if (Homes.completeRuns(home) > complete && Homes.incompleteRuns(home) == 0) {
        return new Killed(story, true);
      }
    }
    return new Killed(story, false);
  }
}
