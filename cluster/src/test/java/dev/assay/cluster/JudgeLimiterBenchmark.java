package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.benchmarks.SimulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of what a judge permits is used by two executors, with the limit configured and with it
 * learnt: {@code ./mvnw verify -pl cluster -Dit.test=JudgeLimiterBenchmark}, and {@code
 * -Dassay.limiter.seconds=120} for another length. Goodput is counted from the {@value
 * #WARM_UP_SECONDS}th second on: before, five cold Java processes share the machine's cores. A
 * limit that is learnt has until the {@value #LEARNING_SECONDS}th.
 */
class JudgeLimiterBenchmark {

  private static final int SECONDS = Integer.getInteger("assay.limiter.seconds", 120);
  private static final int WARM_UP_SECONDS = 30;
  private static final int LEARNING_SECONDS = 60;
  private static final int RATE = 200;
  private static final int SECONDS_A_MINUTE = 60;

  @ParameterizedTest
  @CsvSource({"20, true", "20, false", "200, true", "200, false"})
  void aJudgeIsAskedAsOftenAsItPermits(int burst, boolean configured) throws Exception {
    Path folder = Folders.empty("limiter");
    Path journal = folder.resolve("journal.jsonl");
    try (SimulatorProcess judge =
            SimulatorProcess.start(
                Path.of("..").toAbsolutePath(),
                List.of(
                    "--latency",
                    "300ms",
                    "--requests-per-second",
                    String.valueOf(RATE),
                    "--burst",
                    String.valueOf(burst),
                    "--journal",
                    journal.toString()));
        StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"));
        Submitted command = cluster.submit(Map.of(), nightly(folder, judge, configured))) {
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();
      JsonNode counters = judge.counters();
      Warm warm = warm(journal, configured ? WARM_UP_SECONDS : LEARNING_SECONDS);
      double goodput = warm.answered() / (RATE * warm.seconds());
      double refused =
          1 - counters.path("answered").asDouble() / counters.path("requests").asDouble();
      System.out.printf(
          Locale.ROOT,
          "burst %d, limit %s: %d requests, goodput %.1f %% of what is permitted over %.0f s, refused %.2f %%%n",
          burst,
          configured ? "configured" : "learnt",
          counters.path("requests").asLong(),
          100 * goodput,
          warm.seconds(),
          100 * refused);
      assertThat(goodput).isGreaterThanOrEqualTo(0.95);
      assertThat(refused).isLessThanOrEqualTo(0.02);
    }
  }

  private static List<String> nightly(Path folder, SimulatorProcess judge, boolean configured)
      throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("assay.yaml"),
            """
            judge: {url: "%s", model: local, concurrency: 128%s}
            """
                .formatted(
                    judge.url(),
                    configured ? ", requests_per_minute: " + RATE * SECONDS_A_MINUTE : ""));
    Path metrics =
        Files.writeString(
            folder.resolve("metrics.yaml"),
            """
            metrics:
              - name: Helped
                description: True when the agent helped.
                metric_value: {type: boolean}
                applied_to_services: ["*"]
            """);
    Path archive =
        Files.write(
            folder.resolve("archive.jsonl"),
            IntStream.range(0, RATE * SECONDS).mapToObj(JudgeLimiterBenchmark::line).toList());
    return List.of(
        "nightly",
        "--home",
        folder.resolve("home").toString(),
        "--settings",
        settings.toString(),
        "--metrics",
        metrics.toString(),
        "--archive",
        archive.toString());
  }

  private static String line(int number) {
    return "{\"id\": \"%024d\", \"messages\": [{\"sender\": \"user\", \"message\": \"Question %d\"}, {\"sender\": \"agent\", \"message\": \"An answer.\"}]}"
        .formatted(number, number);
  }

  /** What was answered when all had warmed up, and until the last request. */
  private record Warm(long answered, double seconds) {}

  private static Warm warm(Path journal, int after) throws IOException {
    List<String> lines = Files.readAllLines(journal);
    Instant from = time(lines.get(0)).plusSeconds(after);
    Instant to = time(lines.get(lines.size() - 1));
    long answered = 0;
    for (String line : lines) {
      if (time(line).isAfter(from)
          && new ObjectMapper().readTree(line).path("status").asInt() == 200) {
        answered++;
      }
    }
    return new Warm(answered, Duration.between(from, to).toMillis() / 1000.0);
  }

  private static Instant time(String line) throws IOException {
    return Instant.parse(new ObjectMapper().readTree(line).path("time").asText());
  }
}
