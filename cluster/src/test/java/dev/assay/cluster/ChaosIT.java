package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TableRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A night, two backfills and users at once on one home, while executors and a driver are killed:
 * {@code -Dassay.chaos.seeds=20} does it at 20 other sets of moments, and {@code
 * -Dassay.chaos.seed=N} begins with the Nth.
 */
@Tag("thorough")
class ChaosIT {

  private static final long SEED = Long.getLong("assay.chaos.seed", 1);
  private static final long SEEDS = Long.getLong("assay.chaos.seeds", 1);

  /** Of executors, and one of a driver among them. */
  private static final int KILLS = 3;

  /** Calls of the judge between two kills. */
  private static final int LEAST_CALLS = 10;

  private static final int MORE_CALLS = 30;

  private static final Path FOLDER = Folders.empty("chaos");
  private static final Judge JUDGE = Judge.start("--latency", "100ms/300ms");
  private static final Rush RUSH = Rush.writeTo(FOLDER.resolve("rush"), JUDGE.url());
  private static final Path BEFORE = FOLDER.resolve("before");
  private static final StandaloneCluster CLUSTER = SharedCluster.get();

  private static TableRows serial = new TableRows(Map.of());
  private static long needed;

  /** The same work in the same home, by one after the other and with nobody killed. */
  @BeforeAll
  static void workInTurns() {
    InProcess.run(RUSH.firstNight(BEFORE));
    InProcess.run(RUSH.define(BEFORE));
    Path home = Folders.copy(BEFORE, FOLDER.resolve("serial"));
    try (Users users = Users.of(RUSH, home)) {
      users.evaluate();
    }
    RUSH.commands(home).forEach(InProcess::run);
    serial = TableRows.of(home);
    JsonNode asked = JUDGE.takeCounters();
    needed = asked.path("distinct_requests").asLong();
    assertThat(asked.path("repeats").asLong()).isZero();
  }

  @AfterAll
  static void stop() {
    JUDGE.close();
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverIsKilledWhenTheTablesBecomeThoseOfWorkInTurns(long seed) {
    Path home = Folders.copy(BEFORE, FOLDER.resolve("seed-" + seed));

    workAtOnce(home, new Random(seed));
    InProcess.run(RUSH.nextNight(home));

    JsonNode asked = JUDGE.takeCounters();
    System.out.printf(
        "seed %d: %d calls needed, %d made again%n", seed, needed, asked.path("repeats").asLong());
    assertThat(asked.path("distinct_requests").asLong()).isEqualTo(needed);
    assertThat(asked.path("repeats").asLong()).isBetween(0L, (long) KILLS * Rush.MOST_IN_FLIGHT);
    TableRows.of(home).assertEquals(serial, "seed " + seed, "planned_cell", "evaluation_run");
    Homes.assertNothingIsLeft(home);
  }

  private static void workAtOnce(Path home, Random random) {
    List<List<String>> commands = new ArrayList<>(RUSH.commands(home));
    Collections.shuffle(commands, random);
    try (Users users = Users.of(RUSH, home);
        Underway work = new Underway(CLUSTER, commands)) {
      work.await(() -> JUDGE.requests() > 0);
      CompletableFuture<Void> evaluated = CompletableFuture.runAsync(users::evaluate);
      int driver = random.nextInt(KILLS);
      long calls = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        calls += LEAST_CALLS + random.nextInt(MORE_CALLS);
        long until = calls;
        work.await(() -> JUDGE.requests() >= until);
        if (kill == driver) {
          work.killDriver(random);
        } else {
          work.killExecutor(random);
        }
      }
      work.succeed();
      evaluated.join();
    }
  }
}
