package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedNightsTest {
  private static final int CONVERSATIONS = 12;
  private static final int METRICS = 3;

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();
  private TestHome home;

  @BeforeEach
  void deliver() {
    home = JudgedHome.in(folder);
    settings("model: small");
  }

  @AfterEach
  void close() {
    judge.close();
  }

  @Test
  void onlyWhatIsNewIsAskedFor() {
    home.nightly();
    assertThat(judge.questions()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);

    home.metrics(tagged(metrics(2, "helped quickly")));
    home.deliver("2.jsonl", line(5, "hello, edited"));
    home.nightly();
    assertThat(judge.questions()).isEqualTo(CONVERSATIONS - 1 + METRICS);
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);

    home.nightly();
    assertThat(judge.takeRequests()).isZero();
  }

  @Test
  void whereAJudgeIsSetANightOfExpressionsAloneAsksNobody() {
    home.metrics(TestHome.metric("Length", TestHome.NUMBER, "conversation.messages.size()"));

    home.nightly();

    assertThat(current()).isEqualTo(CONVERSATIONS);
    assertThat(judge.takeRequests()).isZero();
  }

  @Tag("thorough")
  @Test
  void eachKindOfNewsAsksForWhatItChanges() {
    home.nightly();
    assertThat(judge.questions()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(home.rows("SELECT count(*), sum(len(items)), sum(input_tokens) FROM judgement"))
        .containsExactly(
            "%d|%d|%d".formatted(CONVERSATIONS, CONVERSATIONS * METRICS, 100 * CONVERSATIONS));
    assertThat(home.rows("SELECT sum(input_tokens), sum(output_tokens) FROM current_result"))
        .containsExactly("%d|%d".formatted(100 * CONVERSATIONS, 20 * CONVERSATIONS));

    home.nightly();
    assertThat(judge.takeRequests()).isZero();

    home.metrics(tagged(metrics(0, "did thing 0")));
    home.nightly();
    assertThat(judge.takeRequests()).isZero();

    home.metrics(metrics(2, "helped quickly"));
    home.nightly();
    assertThat(judge.questions()).isEqualTo(CONVERSATIONS);
    assertThat(judge.takeRequests()).isEqualTo(CONVERSATIONS);

    home.deliver("2.jsonl", line(5, "hello, edited"));
    home.nightly();
    assertThat(judge.questions()).isEqualTo(METRICS);
    assertThat(judge.takeRequests()).isEqualTo(1);

    settings("model: large");
    String report = home.nightly();
    assertThat(judge.questions()).isEqualTo(CONVERSATIONS * METRICS);
    assertThat(report).contains("judge: 12 calls, 0 answers reused, 1,200 tokens read");
    assertThat(home.rows("SELECT count(*) FROM metric_evaluation_history"))
        .containsExactly(String.valueOf(METRICS + CONVERSATIONS * METRICS));

    settings("model: small");
    judge.takeRequests();
    home.nightly();
    assertThat(judge.takeRequests()).isZero();
  }

  @Test
  void aBudgetEndsARunAndTheNextOneGoesOn() {
    settings("model: small, budget: {calls: 5}");

    String first = home.nightly();

    assertThat(judge.takeRequests()).isEqualTo(5);
    assertThat(current()).isEqualTo(5 * METRICS);
    assertThat(first)
        .contains("21 evaluations are carried over (budget_ended)")
        .contains("5 of 5 calls spent")
        .contains("7 left of Metric 0 version 1");
    assertThat(
            home.rows(
                "SELECT status, judge_calls, carried_over, incomplete_code FROM evaluation_run WHERE kind = 'nightly'"))
        .containsExactly("incomplete|5|21|budget_ended");

    home.nightly("--budget", "calls=4,tokens=1000000");
    assertThat(judge.takeRequests()).isEqualTo(4);
    home.nightly();
    assertThat(judge.takeRequests()).isEqualTo(3);
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
    home.nightly();
    assertThat(judge.takeRequests()).isZero();
    assertThat(home.rows("SELECT count(*) FROM judgement")).containsExactly("12");
  }

  @Test
  void theRequestAndTheAnswerBehindAResultAreShown() {
    home.nightly();
    String result = home.rows("SELECT id FROM current_result ORDER BY id LIMIT 1").get(0);
    String key = home.rows("SELECT items[1].key FROM judgement LIMIT 1").get(0);

    CommandRun shown = home.run("judgement show", result);

    assertThat(shown.exitCode()).as(shown.errors()).isZero();
    assertThat(shown.output())
        .contains("\"model\" : \"small\"", "True when the agent did thing 0.", "because");
    assertThat(home.run("judgement show", key).output()).contains("\"key\" : \"" + key);
    CommandRun unknown = home.run("judgement show", "f".repeat(24));
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.errors()).startsWith("Cannot find a judge's call of 'ffff");
  }

  @Test
  void everythingThatIsWrongWithTheSettingsOfAJudgeIsSaidAtOnce() {
    settings("modell: small, temperature: 3, budget: {cost: -1, euros: 1}, request_timeout: soon");

    CommandRun run = home.run("nightly");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .contains(
            "assay.yaml:3: unknown setting 'judge.modell'",
            "the section judge needs 'model'",
            "'judge.temperature' is 3; it must be a number from 0 to 2",
            "'judge.budget.cost' is -1; it must be a number from 0 to",
            "unknown setting 'judge.budget.euros'",
            "'judge.request_timeout' is soon; it must be a time such as 60s or 10m");
  }

  @Test
  void aJudgeThatIsDownEndsTheRunAndTheNextOneGoesOn() {
    settings("model: small, unreachable_after: 1s, max_attempts: 3");
    judge.breakDown(true);

    CommandRun down = home.run("nightly");

    assertThat(down.exitCode()).as(down.errors()).isEqualTo(1);
    assertThat(down.output()).as(down.errors()).contains("judge_unreachable");
    judge.breakDown(false);
    home.nightly();
    assertThat(current()).isEqualTo(CONVERSATIONS * METRICS);
  }

  @Test
  void withoutAJudgeItsMetricsAreLeftOutAndSaidHowToConfigureOne() {
    home.settings("archives: [archives]\nmetrics: metrics.yaml\n");

    assertThat(home.nightly())
        .contains(
            "Metric 0 version 1: its evaluator 'judge' is not configured; give the settings"
                + " a section judge")
        .contains("./assay judge-simulator");
  }

  private int current() {
    return Integer.parseInt(home.rows("SELECT count(*) FROM current_result").get(0));
  }

  private void settings(String judgeSettings) {
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "%s", %s}
        """
            .formatted(judge.url(), judgeSettings));
  }

  private static String line(int number, String text) {
    return TestConversation.of(number)
        .user(text + " " + number)
        .agent("What can I do for you?")
        .line();
  }

  /** Three metrics; the description of one is given. */
  private static String[] metrics(int which, String description) {
    return IntStream.range(0, METRICS)
        .mapToObj(i -> metric(i, i == which ? description : "did thing " + i))
        .toArray(String[]::new);
  }

  private static String[] tagged(String[] metrics) {
    return java.util.Arrays.stream(metrics)
        .map(metric -> metric + "    tags: {colour: red}\n")
        .toArray(String[]::new);
  }

  private static String metric(int number, String description) {
    return """
      - name: Metric %d
        description: True when the agent %s.
        metric_value: {type: boolean}
        applied_to_services: ["*"]
    """
        .formatted(number, description);
  }
}
