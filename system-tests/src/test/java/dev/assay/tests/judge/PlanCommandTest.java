package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.results.AssayTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay plan} foretells, against what the endpoint then sees. */
class PlanCommandTest {
  private static final int CONVERSATIONS = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What LocalJudge says that each request has. */
  private static final int READ = 100;

  private static final int WRITTEN = 20;

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();
  private TestHome home;

  @BeforeEach
  void takeIn() {
    home = JudgedHome.in(folder);
    settings("pack_size: 2");
    home.metrics(metrics("did thing 2"));
  }

  @AfterEach
  void close() {
    judge.close();
  }

  @Tag("thorough")
  @Test
  void callsAreThoseThatTheNightThenMakes() throws IOException {
    JsonNode first = plan();
    assertThat(calls(first)).isEqualTo(2 * CONVERSATIONS);
    assertThat(first.at("/metrics/0/calls").asLong()).isEqualTo(CONVERSATIONS);
    assertThat(first.at("/metrics/3/evaluator").asText()).isEqualTo("code");
    assertThat(first.at("/metrics/3/calls").isNull()).isTrue();
    home.nightly();
    assertThat(judge.requests()).hasSize(2 * CONVERSATIONS);
    assertThat(readBy(judge.requests())).isCloseTo(tokens(first), within(tokens(first) * 0.005));
    judge.takeRequests();

    assertThat(calls(plan())).isZero();

    home.metrics(metrics("helped quickly"));
    JsonNode newVersion = plan();
    assertThat(newVersion.at("/metrics/2/version").asInt()).isEqualTo(2);
    assertThat(calls(newVersion)).isEqualTo(CONVERSATIONS);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);

    home.deliver("2.jsonl", line(5, "hello, edited"));
    home.run("ingest", home.archives().toString());
    assertThat(calls(plan())).isEqualTo(2);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(2);
  }

  @Test
  void whatABudgetHasLeftIsForetold() throws IOException {
    CommandRun tight = home.run("plan", "--budget", "calls=5");
    assertThat(tight.errors()).contains("The budget of 5 calls ends the run before");
    home.nightly("--budget", "calls=5");
    assertThat(judge.takeRequests()).isEqualTo(5);

    JsonNode rest = plan();

    assertThat(calls(rest)).isEqualTo(2 * CONVERSATIONS - 5);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(2 * CONVERSATIONS - 5);
  }

  @Test
  void copiesAndMetricsThatMeanTheSameAreAskedOnce() throws IOException {
    home.deliver("2.jsonl", copy(100), copy(101));
    home.run("ingest", home.archives().toString());
    String[] metrics = metrics("did thing 0");
    home.metrics(metrics[0], metrics[2]);

    JsonNode plan = plan();

    assertThat(calls(plan)).isEqualTo(CONVERSATIONS + 1);
    assertThat(plan.at("/metrics/0/reused").asLong()).isEqualTo(1);
    assertThat(plan.at("/metrics/1/reused").asLong()).isEqualTo(CONVERSATIONS + 2);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS + 1);
  }

  @Test
  void tokensAndCostsAreSumsAndHoldWhatTheNightSpends() throws IOException {
    JsonNode unseen = plan();
    assertSums(unseen);
    assertThat(unseen.at("/total/output_tokens").asLong()).isEqualTo(3L * 400 * CONVERSATIONS);
    assertThat(unseen.at("/total/earlier_answers").asLong()).isZero();
    assertThat(unseen.at("/seconds").isNull()).isTrue();
    home.nightly();
    home.deliver("2.jsonl", lines(100, "welcome"));
    home.run("ingest", home.archives().toString());

    settings("pack_size: 2, requests_per_minute: 48");
    JsonNode plan = plan();

    assertSums(plan);
    assertThat(plan.at("/total/output_tokens").asLong()).isEqualTo(2L * WRITTEN * CONVERSATIONS);
    assertThat(plan.at("/metrics/0/earlier_answers").asLong()).isEqualTo(CONVERSATIONS);
    assertThat(plan.at("/input_tokens_are/0").asText()).isEqualTo("estimated at 4 bytes a token");
    assertThat(plan.at("/seconds").asDouble()).isEqualTo(30);
    assertThat(judge.takeRequests()).isEqualTo(2 * CONVERSATIONS);
    // At that pace the night itself would take so long, too.
    settings("pack_size: 2");
    home.nightly();
    BigDecimal written = plan.at("/total/cost").decimalValue().subtract(price(tokens(plan), 1));
    assertThat(written).isEqualByComparingTo(price(2L * WRITTEN * CONVERSATIONS, 2));
    assertThat(home.rows("SELECT cost FROM evaluation_run ORDER BY started_at DESC LIMIT 1"))
        .containsExactly(
            String.valueOf(price(2L * READ * CONVERSATIONS, 1).add(written).doubleValue()));
  }

  @Test
  void nothingIsWritten() throws IOException {
    home.nightly();
    home.deliver("2.jsonl", lines(100, "welcome"));
    home.metrics(metrics("helped quickly"));
    Map<String, String> before = state();

    home.run("plan");

    assertThat(state()).isEqualTo(before);
    assertThat(home.run("metrics list").output()).doesNotContain("| 2 |");
    assertThat(home.run("plan", "--format", "csv").output().lines()).hasSize(5);
  }

  @Test
  void aLedgerIsNotMadeToLookInto() throws IOException {
    assertThat(calls(plan())).isPositive();
    assertThat(home.root().resolve("ledger")).doesNotExist();
  }

  @Test
  void whatCannotBeCountedIsSaid() {
    settings("context_tokens: 512, max_output_tokens: 16");
    home.deliver("2.jsonl", line(100, "very ".repeat(1000)));
    home.run("ingest", home.archives().toString());

    CommandRun run = home.run("plan");

    assertThat(run.errors())
        .contains("3 evaluations will fail, and nobody be asked")
        .contains("Archives that were not taken in are not counted");
    home.settings("archives: [archives]\nmetrics: metrics.yaml\n");
    assertThat(home.run("plan").errors())
        .contains("Left out: Metric 0 version 1: its evaluator 'judge' is not configured");
  }

  private JsonNode plan() throws IOException {
    CommandRun run = home.run("plan", "--format", "json");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return JSON.readTree(run.output());
  }

  private static long calls(JsonNode plan) {
    return plan.at("/total/calls").asLong();
  }

  private static double tokens(JsonNode plan) {
    return plan.at("/total/input_tokens").asDouble();
  }

  private static BigDecimal price(double tokens, int perMillion) {
    return BigDecimal.valueOf((long) (tokens * perMillion), 6);
  }

  private static void assertSums(JsonNode plan) {
    for (String field :
        List.of(
            "evaluations",
            "reused",
            "input_tokens",
            "output_tokens",
            "cost",
            "cost_from",
            "cost_to")) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode metric : plan.path("metrics")) {
        sum = sum.add(metric.path(field).decimalValue());
      }
      assertThat(plan.at("/total/" + field).decimalValue()).as(field).isEqualByComparingTo(sum);
    }
    assertThat(plan.at("/total/cost_from").decimalValue())
        .isLessThanOrEqualTo(plan.at("/total/cost").decimalValue());
    assertThat(plan.at("/total/cost_to").decimalValue())
        .isGreaterThanOrEqualTo(plan.at("/total/cost").decimalValue());
  }

  /** The tokens of requests by the estimate that the plan makes, of their texts and schemas. */
  private static double readBy(List<String> requests) throws IOException {
    long bytes = 0;
    for (String request : requests) {
      JsonNode body = JSON.readTree(request);
      for (JsonNode message : body.path("messages")) {
        bytes += message.path("content").asText().getBytes(StandardCharsets.UTF_8).length;
      }
      bytes += body.at("/response_format/json_schema/schema").toString().length();
    }
    return bytes / 4.0;
  }

  /** The versions of all tables, and the contents of what else is kept but locks. */
  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    for (AssayTable table : AssayTable.values()) {
      state.put(table.name(), String.valueOf(home.version(table)));
    }
    for (String database : List.of("catalog", "ledger")) {
      try (Stream<Path> files = Files.walk(home.root().resolve(database))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".db")).toList()) {
          state.put(file.toString(), dump(file));
        }
      }
    }
    return state;
  }

  private static String dump(Path database) throws IOException {
    return java.util.HexFormat.of().formatHex(Files.readAllBytes(database));
  }

  private void settings(String more) {
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge:
          {url: "%s", model: small, %s, prices: {input_per_million: 1, output_per_million: 2}}
        """
            .formatted(judge.url(), more));
  }

  private static String[] lines(int from, String text) {
    return IntStream.range(from, from + CONVERSATIONS)
        .mapToObj(i -> line(i, text + " " + i))
        .toArray(String[]::new);
  }

  private static String line(int number, String text) {
    return TestConversation.of(number).user(text).agent("What can I do for you?").line();
  }

  /** Messages that bring their ids are the same content in every conversation. */
  private static String copy(int number) {
    return "{\"id\":\"%s\",\"messages\":[{\"id\":\"m\",\"interaction_id\":\"i\",\"sender\":\"user\",\"message\":\"copied\"}]}"
        .formatted(TestConversation.id(number));
  }

  /** Three metrics of a judge, of which the last is described, and one that is computed. */
  private static String[] metrics(String last) {
    return new String[] {
      judged(0, "did thing 0"),
      judged(1, "did thing 1"),
      judged(2, last),
      TestHome.metric("Number of messages", TestHome.NUMBER, "conversation.messages.size()")
    };
  }

  private static String judged(int number, String description) {
    return """
      - name: Metric %d
        description: True when the agent %s.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
    """
        .formatted(number, description);
  }
}
