package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How many evaluations a second two workers of one core make beside one, when both wait for the
 * judge: {@code tools/benchmarks/run scaling}, and {@code -Dassay.scaling.rounds=3} for so many
 * rounds in turns. Counted is from the judge's first request to its last.
 */
class ScalingBenchmark {

  private static final int ROUNDS = Integer.getInteger("assay.scaling.rounds", 3);
  private static final int CONVERSATIONS = Integer.getInteger("assay.scaling.conversations", 6000);

  /** Calls that a task has in flight. */
  private static final int IN_FLIGHT = 32;

  private static final double LATENCY_SECONDS = 0.3;
  private static final double NEEDED = 1.8;

  @Test
  void twoWorkersEvaluateNearlyTwiceAsMuchAsOne() throws IOException {
    List<Double> one = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      one.add(evaluationsASecond(1));
      two.add(evaluationsASecond(2));
    }
    double ratio = median(two) / median(one);
    System.out.printf(
        Locale.ROOT,
        "medians of %d rounds: one worker %.1f evaluations/s, two workers %.1f, ratio %.2f%n",
        ROUNDS,
        median(one),
        median(two),
        ratio);
    assertThat(ratio).isGreaterThanOrEqualTo(NEEDED);
  }

  private static double evaluationsASecond(int workers) throws IOException {
    Path folder = Folders.empty("scaling");
    Path journal = folder.resolve("journal.jsonl");
    try (Judge judge =
            Judge.start(
                "--latency",
                Math.round(1000 * LATENCY_SECONDS) + "ms",
                "--journal",
                journal.toString());
        StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), workers, 1);
        Submitted command =
            cluster.submit(
                Map.of("spark.cores.max", String.valueOf(workers)),
                OneQuestion.nightly(
                    folder,
                    "url: \"%s\", model: local, concurrency: %d".formatted(judge.url(), IN_FLIGHT),
                    CONVERSATIONS))) {
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();
      var unused = judge.counters();
      JudgeJournal asked = JudgeJournal.read(journal);
      double rate = asked.answeredASecond(asked.first());
      System.out.printf(
          Locale.ROOT,
          "%d worker(s): %d evaluations in %.1f s, %.1f a second, %.1f %% of in flight / latency%n",
          workers,
          asked.requests().size(),
          asked.seconds(asked.first()),
          rate,
          100 * rate / (workers * IN_FLIGHT / LATENCY_SECONDS));
      return rate;
    }
  }

  private static double median(List<Double> numbers) {
    return numbers.stream().sorted().toList().get(numbers.size() / 2);
  }
}
