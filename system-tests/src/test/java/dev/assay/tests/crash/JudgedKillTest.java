package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.Deliveries;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import dev.assay.tests.judge.LocalJudge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills nightly runs while a judge has a request of theirs, and starts them again. {@code
 * -Dassay.crash.judge.points=10 -Dassay.crash.judge.kills=5} kills ten runs once to five times
 * each, 30 times in all, and {@code -Dassay.crash.seed=N} at other requests.
 */
class JudgedKillTest {

  private static final long SEED = Long.getLong("assay.crash.seed", 1);
  private static final int POINTS = Integer.getInteger("assay.crash.judge.points", 1);
  private static final int MOST_KILLS = Integer.getInteger("assay.crash.judge.kills", 1);

  /** Long enough for several calls to be under way. */
  private static final Duration DELAY = Duration.ofMillis(30);

  /** The exit code of a process that is killed. */
  private static final int KILLED = 137;

  /** Before all are made that an undisturbed run makes. */
  private static final int MOST_REQUESTS = 150;

  private static final Undisturbed UNDISTURBED = Undisturbed.nights();

  @TempDir Path folder = Path.of("");

  static Stream<List<Integer>> points() {
    return IntStream.range(0, POINTS).mapToObj(JudgedKillTest::point);
  }

  /** One kill, then one more at each next point, up to the most; then one again. */
  private static List<Integer> point(int number) {
    Random random = new Random(SEED * 1_000_003 + number);
    int kills = 1 + number % MOST_KILLS;
    return IntStream.range(0, kills)
        .mapToObj(kill -> random.nextInt(MOST_REQUESTS / kills))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("points")
  void noCallIsMadeAgainThatWasNotUnderWayAtAKill(List<Integer> kills) throws IOException {
    Path home = folder.resolve("home");
    int underWay = 0;
    try (LocalJudge judge = new LocalJudge(DELAY)) {
      Path settings = Deliveries.writeSettings(folder.resolve("assay.yaml"), judge.url());
      for (int requests : kills) {
        CompletableFuture<ChildCommand> child = new CompletableFuture<>();
        judge.at(requests, () -> child.join().kill());
        try (ChildCommand command = UNDISTURBED.start(home, 1, settings)) {
          child.complete(command);
          int exitCode = command.exitCode();
          assertThat(exitCode).as(command.errors()).isEqualTo(KILLED);
        }
        int unsettled = Homes.unsettledCalls(home);
        assertThat(unsettled)
            .as("calls under way at one kill")
            .isBetween(1, Deliveries.MOST_UNSETTLED);
        underWay += unsettled;
      }

      UNDISTURBED.nightly(home, 1, settings);

      int needed = UNDISTURBED.afterDay1().byTable().getOrDefault("judgement", List.of()).size();
      int again = judge.requests().size() - needed;
      System.out.printf(
          "%s: %d calls needed, %d under way at kills, %d made again%n",
          kills, needed, underWay, again);
      assertThat(again).isBetween(0, underWay);
    }
    TableRows.of(home).assertEquals(UNDISTURBED.afterDay1(), kills.toString());
    Homes.assertNothingIsLeft(home);
  }
}
