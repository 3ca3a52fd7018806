package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay judge check-packing} finds, and what runs make of it. */
class CheckPackingCommandTest {
  private static final int CONVERSATIONS = 12;
  private static final String BOOLEAN = "{type: boolean}";
  private static final String NUMBER = "{type: numerical, lower_bound: 1, upper_bound: 11}";

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();
  private TestHome home;

  @BeforeEach
  void takeIn() {
    home = JudgedHome.in(folder);
    settings("");
    metrics("was sly");
    home.run("metrics apply", home.metricFile().toString());
    judge.confuseWhenPacked("was sly");
  }

  @AfterEach
  void close() {
    judge.close();
  }

  @Test
  void aMetricThatSuffersIsJudgedAloneFromThenOnAndNothingAgain() throws IOException {
    home.nightly();
    judge.takeRequests();
    CommandRun asked = home.run("judge check-packing");
    assertThat(asked.exitCode()).isEqualTo(2);
    assertThat(asked.errors())
        .contains("36 answers are known; 36 calls are to be made at most")
        .contains("repeat it with --yes, or with a --budget");
    assertThat(judge.takeRequests()).isZero();

    JsonNode found = check("--yes");

    assertThat(judge.takeRequests()).isEqualTo(3 * CONVERSATIONS);
    assertThat(found.findValuesAsText("metric")).containsExactly("Kind", "Score", "Sly");
    assertThat(found.findValuesAsText("verdict")).containsExactly("packed", "packed", "alone");
    assertThat(found.at("/0/agreement").asDouble()).isEqualTo(1);
    assertThat(found.at("/0/agreement_from").asDouble()).isEqualTo(0.7575);
    assertThat(found.at("/1/mean_difference").asDouble()).isZero();
    assertThat(found.at("/0/mean_difference").isNull()).isTrue();
    assertThat(found.at("/2/agreed").asInt()).isZero();
    assertThat(home.run("metrics show", "Sly").output())
        .contains("judged alone since")
        .contains("0 of 12 answers of version 1 were the same packed and alone (small)");
    assertThat(check()).isEqualTo(found);

    home.nightly();
    assertThat(judge.takeRequests()).isZero();
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_history")).isZero();

    deliver("2.jsonl", CONVERSATIONS, 3);
    home.nightly();
    assertThat(judge.questions()).isEqualTo(9);
    assertThat(judge.takeRequests()).isEqualTo(6);
    assertThat(
            home.rows(
                """
                SELECT m.name, count(DISTINCT evaluator_fingerprint), count(*)
                FROM current_result r JOIN metric m ON m.id = r.metric_id
                GROUP BY 1 ORDER BY 1"""))
        .containsExactly("Kind|1|15", "Score|1|15", "Sly|2|15");
    home.nightly();
    assertThat(judge.takeRequests()).isZero();
  }

  @Tag("thorough")
  @Test
  void aLaterCheckMayFindOtherwise() throws IOException {
    check("--yes", "--metrics", "Sly");
    assertThat(judge.takeRequests()).isEqualTo(2 * CONVERSATIONS);
    home.nightly();
    assertThat(judge.takeRequests()).isZero();

    metrics("was wise");
    JsonNode changed = check("--yes", "--metrics", "Sly");
    assertThat(changed.at("/0/verdict").asText()).isEqualTo("too few answers");
    assertThat(changed.at("/0/not_packed").asInt()).isEqualTo(CONVERSATIONS);
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);
    assertThat(home.run("metrics show", "Sly").output()).contains("judged alone since");

    deliver("2.jsonl", CONVERSATIONS, CONVERSATIONS);
    JsonNode found = check("--yes", "--metrics", "Sly");
    assertThat(judge.takeRequests()).isEqualTo(2 * CONVERSATIONS);
    assertThat(found.at("/0/verdict").asText()).isEqualTo("packed");
    assertThat(found.at("/0/version").asInt()).isEqualTo(2);
    assertThat(found.at("/0/pairs").asInt()).isEqualTo(CONVERSATIONS);
    assertThat(home.run("metrics show", "Sly").output()).contains("checked since");
  }

  @Test
  void numbersThatDifferALittleAgreeWithinTheTolerance() throws IOException {
    judge.confuseWhenPacked("scored");

    JsonNode strict = check("--yes", "--metrics", "Score");
    JsonNode lax = check("--metrics", "Score", "--tolerance", "0.1");

    assertThat(strict.at("/0/verdict").asText()).isEqualTo("alone");
    assertThat(strict.at("/0/mean_difference").asDouble()).isEqualTo(1);
    assertThat(lax.at("/0/verdict").asText()).isEqualTo("packed");
    assertThat(check("--metrics", "Score", "--threshold", "0").at("/0/verdict").asText())
        .isEqualTo("packed");
  }

  @Test
  void aBudgetEndsItAndTooFewPairsSayNothing() {
    CommandRun run = home.run("judge check-packing", "--budget", "calls=5");

    assertThat(run.exitCode()).as(run.errors()).isEqualTo(1);
    assertThat(judge.takeRequests()).isEqualTo(5);
    assertThat(run.output()).contains("too few answers").doesNotContain("alone");
    assertThat(run.errors()).contains("Not all was judged: the budget has ended");
    assertThat(home.number("SELECT count(*) FROM judgement")).isEqualTo(5);
    assertThat(home.run("metrics show", "Sly").output()).doesNotContain("packing");
  }

  @Test
  void whatCannotBeCheckedIsSaid() {
    settings(", packing_agreement: 2");
    CommandRun wrong = home.run("judge check-packing");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors()).contains("'judge.packing_agreement' is 2; it must be a number");
    settings("");
    assertThat(home.run("judge check-packing", "--threshold", "7").errors())
        .contains("Invalid --threshold 7.0: give a number from 0 to 1");
    home.metrics(TestHome.metric("Count", TestHome.NUMBER, "conversation.messages.size()"));
    home.run("metrics apply", home.metricFile().toString());
    assertThat(home.run("judge check-packing", "--metrics", "Count").errors())
        .contains("Cannot check packing of 'Count': it has requests of its own, or needs no judge");
    assertThat(home.run("judge check-packing", "--org", "other").errors())
        .contains("Cannot check packing: no metric of organization other shares requests");
  }

  private JsonNode check(String... more) throws IOException {
    home.run("ingest", home.archives().toString());
    home.run("metrics apply", home.metricFile().toString());
    String[] arguments = java.util.Arrays.copyOf(more, more.length + 2);
    arguments[more.length] = "--format";
    arguments[more.length + 1] = "json";
    CommandRun run = home.run("judge check-packing", arguments);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return new ObjectMapper().readTree(run.output());
  }

  private void settings(String more) {
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "%s", model: small%s}
        """
            .formatted(judge.url(), more));
  }

  private void metrics(String sly) {
    home.metrics(
        metric("Kind", "was kind", BOOLEAN),
        metric("Score", "scored", NUMBER),
        metric("Sly", sly, BOOLEAN));
  }

  private void deliver(String file, int from, int count) {
    home.deliver(
        file,
        IntStream.range(from, from + count)
            .mapToObj(i -> TestConversation.of(i).user("hello " + i).agent("Yes?").line())
            .toArray(String[]::new));
    home.run("ingest", home.archives().toString());
    home.run("metrics apply", home.metricFile().toString());
  }

  private static String metric(String name, String description, String value) {
    return """
      - name: %s
        description: Whether the agent %s.
        metric_value: %s
        applied_to_services: ["*"]
    """
        .formatted(name, description, value);
  }
}
