package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TestHome;
import dev.assay.evaluators.judge.batch.BatchServer.Operation;
import dev.assay.tests.judge.JudgedHome;
import dev.assay.tests.judge.LocalJudge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills runs of the batch lane when they ask the provider for something, and starts them again.
 * {@code -Dassay.batch.crash.points=12} kills at all kinds of moments, more points at other ones of
 * each kind, and {@code -Dassay.batch.crash.seed=N} at others still.
 */
@Tag("thorough")
class BatchKillTest {
  private static final long SEED = Long.getLong("assay.batch.crash.seed", 1);
  private static final int FIRST = Integer.getInteger("assay.batch.crash.first", 0);
  private static final int POINTS = Integer.getInteger("assay.batch.crash.points", 2);

  private static final int BATCHES = 3;
  private static final int MOST_MICROS = 300_000;
  private static final List<Operation> OPERATIONS =
      List.of(Operation.CREATE, Operation.LOOK, Operation.CONTENT, Operation.UPLOAD);

  private static final String RESULTS =
      """
      SELECT r.* EXCLUDE (id, metric_id, run_id, created_at, updated_at, replaces), m.name
      FROM current_result r JOIN metric m ON m.id = r.metric_id ORDER BY ALL""";

  private static final String CALLS =
      "SELECT call_end, request, answer, input_tokens, cost FROM judgement ORDER BY ALL";

  @TempDir static Path folder = Path.of("");

  private static List<String> results = List.of();
  private static List<String> calls = List.of();

  /** When of a request the process dies that made it. */
  private enum Phase {
    NOT_DONE,
    DONE_AND_NOT_ANSWERED,
    ANSWERED
  }

  private static final List<Phase> PHASES =
      List.of(Phase.NOT_DONE, Phase.DONE_AND_NOT_ANSWERED, Phase.ANSWERED);

  /** The death of a process at its nth request of a kind. */
  private record Kill(Operation operation, int nth, Phase phase, Duration delay) {}

  /** A point at which the command is killed, and for each further kill the same command again. */
  record Point(int number, List<Kill> kills) {
    static Point of(int number) {
      Random random = new Random(SEED * 1_000_003 + number);
      List<Kill> kills = new ArrayList<>();
      kills.add(kill(number, random));
      if (number % 3 == 2) {
        Kill later = kill(random.nextInt(PHASES.size()), random);
        kills.add(new Kill(Operation.CONTENT, 1, later.phase(), later.delay()));
      }
      return new Point(number, kills);
    }

    private static Kill kill(int number, Random random) {
      return new Kill(
          OPERATIONS.get(number % OPERATIONS.size()),
          1 + random.nextInt(BATCHES),
          PHASES.get((number + 1) % PHASES.size()),
          Duration.ofNanos(1000L * random.nextInt(MOST_MICROS)));
    }
  }

  static Stream<Point> points() {
    return IntStream.range(FIRST, FIRST + POINTS).mapToObj(Point::of);
  }

  @BeforeAll
  static void runUndisturbed() {
    try (LocalJudge judge = new LocalJudge()) {
      TestHome home = home("undisturbed", judge);
      home.nightly();
      results = home.rows(RESULTS);
      calls = home.rows(CALLS);
      assertThat(judge.batches().created()).isEqualTo(BATCHES);
      assertThat(results).hasSize(JudgedHome.CONVERSATIONS * JudgedHome.METRICS);
    }
  }

  @ParameterizedTest
  @MethodSource("points")
  void noBatchIsSubmittedTwiceAndTheResultsAreTheSame(Point point) {
    try (LocalJudge judge = new LocalJudge()) {
      TestHome home = home("home" + point.number(), judge);
      for (Kill kill : point.kills()) {
        boolean killed = kill(home, judge, kill);
        System.out.printf("batch kill point %d: %s %s%n", point.number(), kill, killed);
      }
      judge.batches().watch((operation, done) -> {});

      home.nightly();

      assertThat(judge.batches().created()).as("batches of %s", point).isEqualTo(BATCHES);
      assertThat(judge.batches().repeated()).as("requests made twice").isZero();
      assertThat(judge.takeRequests()).as("requests of the direct lane").isZero();
      assertThat(home.rows(RESULTS)).isEqualTo(results);
      assertThat(home.rows(CALLS)).isEqualTo(calls);
      Homes.assertNothingIsLeft(home.root());
    }
  }

  /** Starts the command, which is killed unless it ends before; whether it was. */
  private static boolean kill(TestHome home, LocalJudge judge, Kill kill) {
    CompletableFuture<ChildCommand> child = new CompletableFuture<>();
    AtomicInteger seen = new AtomicInteger();
    judge
        .batches()
        .watch(
            (operation, done) -> {
              boolean counts = operation == kill.operation() && done != isBefore(kill);
              if (counts && seen.incrementAndGet() == kill.nth()) {
                if (kill.phase() == Phase.ANSWERED) {
                  CompletableFuture.delayedExecutor(kill.delay().toNanos(), TimeUnit.NANOSECONDS)
                      .execute(() -> child.join().kill());
                } else {
                  child.join().kill();
                }
              }
            });
    try (ChildCommand command =
        ChildCommand.start(
            home.root().resolveSibling("logs"), List.of(home.arguments("nightly")))) {
      child.complete(command);
      return command.exitCode() != 0;
    }
  }

  private static boolean isBefore(Kill kill) {
    return kill.phase() == Phase.NOT_DONE;
  }

  private static TestHome home(String name, LocalJudge judge) {
    TestHome home = JudgedHome.in(folder.resolve(name));
    JudgedHome.settings(home, judge, "lane: batch, batch: {poll_every: 10ms, max_requests: 5}");
    return home;
  }
}
