package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of what a judge permits is used by two executors, with the limit configured and with it
 * learnt: {@code ./mvnw verify -pl cluster -Dit.test=JudgeLimiterBenchmark}, and {@code
 * -Dassay.limiter.seconds=120} for another length. Goodput is counted from the {@value
 * #WARM_UP_SECONDS}th second on: before, five cold Java processes share the machine's cores.
 */
class JudgeLimiterBenchmark {

  private static final int SECONDS = Integer.getInteger("assay.limiter.seconds", 120);
  private static final int WARM_UP_SECONDS = 30;
  private static final int RATE = 200;
  private static final int SECONDS_A_MINUTE = 60;

  @ParameterizedTest
  @CsvSource({"20, true", "20, false", "200, true", "200, false"})
  void aJudgeIsAskedAsOftenAsItPermits(int burst, boolean configured) throws Exception {
    Path folder = Folders.empty("limiter");
    Path journal = folder.resolve("journal.jsonl");
    try (Judge judge =
            Judge.start(
                "--latency",
                "300ms",
                "--requests-per-second",
                String.valueOf(RATE),
                "--burst",
                String.valueOf(burst),
                "--journal",
                journal.toString());
        StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 2, 1);
        Submitted command = cluster.submit(Map.of(), nightly(folder, judge, configured))) {
      assertThat(command.process().exitCode()).as(command.process().said()).isZero();
      JsonNode counters = judge.counters();
      JudgeJournal asked = JudgeJournal.read(journal);
      Instant warm = asked.first().plusSeconds(WARM_UP_SECONDS);
      double goodput = asked.answeredASecond(warm) / RATE;
      double refused =
          1 - counters.path("answered").asDouble() / counters.path("requests").asDouble();
      System.out.printf(
          Locale.ROOT,
          "burst %d, limit %s: %d requests, goodput %.1f %% of what is permitted over %.0f s, refused %.2f %%%n",
          burst,
          configured ? "configured" : "learnt",
          counters.path("requests").asLong(),
          100 * goodput,
          asked.seconds(warm),
          100 * refused);
      assertThat(goodput).isGreaterThanOrEqualTo(0.95);
      assertThat(refused).isLessThanOrEqualTo(0.02);
    }
  }

  private static List<String> nightly(Path folder, Judge judge, boolean configured)
      throws IOException {
    String pace = configured ? ", requests_per_minute: " + RATE * SECONDS_A_MINUTE : "";
    return OneQuestion.nightly(
        folder,
        "url: \"%s\", model: local, concurrency: 128%s".formatted(judge.url(), pace),
        RATE * SECONDS);
  }
}
