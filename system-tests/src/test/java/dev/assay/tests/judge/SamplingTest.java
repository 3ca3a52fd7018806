package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which conversations a sample has, and what becomes of the others. */
class SamplingTest {
  private static final int CONVERSATIONS = 60;

  /** How many of them a rate has; the keys are hashes of ids, so this never changes. */
  private static final int TENTH = inSample(0.1);

  private static final int HALF = inSample(0.5);

  @TempDir static Path original;
  private static TestHome takenIn;

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();
  private TestHome home;

  @BeforeAll
  static void takeIn() {
    takenIn = new TestHome(original);
    deliver(takenIn, "1.jsonl", 0);
    takenIn.run("ingest", takenIn.archives().toString());
  }

  @BeforeEach
  void copy() {
    home = takenIn.copyTo(folder);
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "%s", model: small}
        """
            .formatted(judge.url()));
    home.metrics(metric("First", ""), metric("Second", ""));
    assertThat(TENTH).isBetween(1, HALF - 1);
    assertThat(HALF).isLessThan(CONVERSATIONS);
  }

  @AfterEach
  void close() {
    judge.close();
  }

  @Test
  void aRaisedRateTakesInWhatWasLeftOutOnce() throws IOException {
    CommandRun plan = home.run("plan", "--sample", "0.1", "--format", "json");
    var total = new ObjectMapper().readTree(plan.output()).path("total");
    assertThat(total.path("calls").asInt()).isEqualTo(TENTH);
    assertThat(total.path("sampled_out").asInt()).isEqualTo(2 * (CONVERSATIONS - TENTH));

    String report = home.nightly("--sample", "0.1");

    assertThat(judge.takeRequests()).isEqualTo(TENTH);
    assertThat(report).contains("%d left out by sampling".formatted(2 * (CONVERSATIONS - TENTH)));
    assertThat(judged("First"))
        .hasSize(TENTH)
        .isEqualTo(judged("Second"))
        .isEqualTo(keysBelow(0.1));
    home.nightly("--sample", "0.1");
    assertThat(judge.takeRequests()).isZero();

    home.nightly("--sample", "0.5");
    assertThat(judge.takeRequests()).isEqualTo(HALF - TENTH);
    assertThat(judged("First")).isEqualTo(keysBelow(0.5));

    home.nightly("--sample", "0.1");
    deliver(home, "2.jsonl", CONVERSATIONS);
    assertThat(home.nightly("--sample", "0.1")).contains("left out by sampling");
    int added = judge.takeRequests();
    assertThat(home.nightly()).doesNotContain("left out by sampling");
    assertThat(judge.takeRequests()).isEqualTo(2 * CONVERSATIONS - HALF - added);
    assertThat(judged("Second")).hasSize(2 * CONVERSATIONS);
    home.nightly();
    assertThat(judge.takeRequests()).isZero();
  }

  @Test
  void theRateOfAMetricBoundsThatOfTheRunAndMakesNoVersion() {
    home.metrics(metric("First", "sampling_rate: 0.1"), metric("Second", ""));

    String report = home.nightly("--sample", "0.5");

    assertThat(judged("First")).isEqualTo(keysBelow(0.1));
    assertThat(judged("Second")).isEqualTo(keysBelow(0.5));
    assertThat(judge.takeRequests()).isEqualTo(HALF);
    assertThat(report)
        .contains("%d left out by sampling".formatted(2 * CONVERSATIONS - TENTH - HALF));
    assertThat(home.run("metrics show", "First").output()).contains("0.1 of the conversations");

    home.metrics(metric("First", "sampling_rate: 0.5"), metric("Second", "sampling_rate: 0.5"));
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(HALF - TENTH);
    assertThat(judged("First")).isEqualTo(keysBelow(0.5));
    assertThat(home.rows("SELECT DISTINCT latest_version FROM metric")).containsExactly("1");
  }

  @Tag("thorough")
  @Test
  void whatABudgetLeftOfASampleIsGoneOnWith() {
    home.nightly("--sample", "0.5", "--budget", "calls=3");
    assertThat(judge.takeRequests()).isEqualTo(3);

    home.nightly("--sample", "0.5");
    assertThat(judge.takeRequests()).isEqualTo(HALF - 3);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS - HALF);
  }

  @Test
  void olderHistoryStaysLeftOut() {
    home.nightly("--sample", "0.1", "--catch-up", "all");
    judge.takeRequests();

    home.nightly("--catch-up", "0d");

    assertThat(judge.takeRequests()).isZero();
    assertThat(judged("First")).hasSize(TENTH);
  }

  @Test
  void aRateThatIsNoneIsRefused() {
    CommandRun run = home.run("plan", "--sample", "0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("Invalid --sample 0.0: give a number above 0, up to 1");
  }

  private List<String> judged(String metric) {
    return home.rows(
        """
        SELECT conversation_id FROM current_result WHERE metric_id =
          (SELECT id FROM metric WHERE name = '%s') ORDER BY 1"""
            .formatted(metric));
  }

  private List<String> keysBelow(double rate) {
    return home.rows(
        "SELECT id FROM conversation WHERE sample_key < %s * 9223372036854775808.0 ORDER BY id"
            .formatted(rate));
  }

  /** From the definition of sample_key, so that another way of making it is noticed. */
  private static int inSample(double rate) {
    return (int)
        IntStream.range(0, CONVERSATIONS)
            .mapToObj(i -> "default\0" + TestConversation.id(i))
            .mapToLong(SamplingTest::first63Bits)
            .filter(key -> key < rate * 0x1p63)
            .count();
  }

  private static long first63Bits(String text) {
    try {
      byte[] hash =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return java.nio.ByteBuffer.wrap(hash).getLong() >>> 1;
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void deliver(TestHome home, String file, int from) {
    home.deliver(
        file,
        IntStream.range(from, from + CONVERSATIONS)
            .mapToObj(i -> TestConversation.of(i).user("hello " + i).agent("Yes?").line())
            .toArray(String[]::new));
  }

  private static String metric(String name, String more) {
    return """
      - name: %s
        description: True when the agent did %s.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
        %s
    """
        .formatted(name, name, more);
  }
}
