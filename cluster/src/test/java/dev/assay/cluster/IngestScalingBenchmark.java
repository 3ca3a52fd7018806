package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.benchmarks.SyntheticArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long two workers of one core take to take an archive in, beside one: {@code
 * tools/benchmarks/run ingest-scaling}, {@code -Dassay.scaling.rounds=3} for so many rounds in
 * turns. Timed is from the first task, when executors are there, to the end of the run; each worker
 * has a core of the machine for itself, as if it were a machine of one core.
 */
class IngestScalingBenchmark {

  private static final int ROUNDS = Integer.getInteger("assay.scaling.rounds", 3);
  private static final int CONVERSATIONS =
      Integer.getInteger("assay.scaling.conversations", 500_000);
  private static final int MESSAGES = 8;
  private static final double NEEDED = 0.6;

  @Test
  void twoWorkersTakeLittleMoreThanHalfOfTheTimeOfOne() throws IOException {
    Path archive = SyntheticArchive.in(Path.of("target", "archives"), CONVERSATIONS, MESSAGES);
    List<Double> one = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      one.add(seconds(archive, 1));
      two.add(seconds(archive, 2));
    }
    double ratio = median(two) / median(one);
    System.out.printf(
        Locale.ROOT,
        "%,d conversations, medians of %d rounds: one worker %.1f s, two workers %.1f s, ratio %.2f%n",
        CONVERSATIONS,
        ROUNDS,
        median(one),
        median(two),
        ratio);
    assertThat(ratio).isLessThan(NEEDED);
  }

  private static double seconds(Path archive, int workers) throws IOException {
    Path folder = Folders.empty("ingest-scaling");
    Path settings = Files.writeString(folder.resolve("assay.yaml"), "org: default\n");
    List<String> command =
        List.of(
            "ingest",
            "--home",
            folder.resolve("home").toString(),
            "--settings",
            settings.toString(),
            archive.toAbsolutePath().toString());
    try (StandaloneCluster cluster =
        StandaloneCluster.start(folder.resolve("cluster"), workers, 1)) {
      cluster.pin();
      return seconds(
          cluster.submit(Map.of("spark.cores.max", String.valueOf(workers)), command), workers);
    }
  }

  private static double seconds(Submitted command, int workers) {
    try (Submitted submitted = command) {
      assertThat(submitted.process().exitCode()).as(submitted.process().said()).isZero();
      assertThat(submitted.process().said()).contains("%,d taken in".formatted(CONVERSATIONS));
      long first =
          submitted.events("TaskStart").stream()
              .mapToLong(start -> start.at("/Task Info/Launch Time").asLong())
              .min()
              .orElseThrow();
      long last = submitted.events("ApplicationEnd").get(0).path("Timestamp").asLong();
      double seconds = (last - first) / 1000.0;
      System.out.printf(Locale.ROOT, "%d worker(s): %.1f s%n", workers, seconds);
      return seconds;
    }
  }

  private static double median(List<Double> numbers) {
    return numbers.stream().sorted().toList().get(numbers.size() / 2);
  }
}
