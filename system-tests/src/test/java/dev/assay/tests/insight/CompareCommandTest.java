package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  private static final int CONVERSATIONS = 40;

  @TempDir static Path folder;

  private static TestHome home;

  /** Of 40 conversations 20 say sorry, and 10 of the others pardon. */
  @BeforeAll
  static void evaluateTwoVersions() {
    home = new TestHome(folder);
    home.deliver(
        "1.jsonl",
        IntStream.range(0, CONVERSATIONS)
            .mapToObj(i -> conversation(i, i % 2 == 0 ? "sorry" : i % 4 == 1 ? "pardon" : "well"))
            .toArray(String[]::new));
    home.metrics(apologised("sorry"), words(1));
    home.nightly();
    home.metrics(apologised("sorry|pardon"), words(2));
    home.deliver("2.jsonl", unanswered(100));
    home.nightly();
  }

  @Test
  void twoVersionsOfAYesOrNoMetricAreComparedPairByPair() throws Exception {
    Path page = folder.resolve("page.html");

    String text = output("compare", "Agent apologised", "1", "2", "--page", page.toString());

    assertThat(text)
        .contains(
            "Agent apologised: version 2 against version 1",
            "40 conversations have a result of both; 1 of version 2 alone are left out.",
            "share of true: 50.0 % → 75.0 %, shift +25.0 points",
            "McNemar, exact p = 0.0020",
            "agreement 75.0 %",
            "Cohen's kappa 0.5000",
            "false → true",
            "Every conversation has a result of version 2.")
        .doesNotContain("true → false");
    assertThat(Files.readString(page)).contains("<svg", "+25.0 points", "</html>");
    JsonNode json =
        new ObjectMapper()
            .readTree(output("compare", "Agent apologised", "1", "2", "--format", "json"));
    assertThat(json.at("/overall/flips/counts").toString())
        .isEqualTo("[[20,0,0],[10,10,0],[0,0,0]]");
    assertThat(json.at("/services")).hasSize(2);
    assertThat(json.at("/services/0/group/pairs").asInt()).isEqualTo(CONVERSATIONS / 2);
    assertThat(json.at("/examples")).hasSize(6);
  }

  @Test
  void numbersAreComparedByTheirDifferences() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(output("compare", "Words", "1", "2", "--format", "json"));

    assertThat(json.at("/overall/shifts/0/of").asText()).isEqualTo("mean");
    assertThat(json.at("/overall/shifts/0/shift/value").asDouble()).isEqualTo(3);
    assertThat(json.at("/overall/kappa_name").asText()).isEqualTo("quadratically weighted kappa");
    assertThat(json.at("/overall/agreement/value").asDouble()).isZero();
  }

  @Test
  void aSampleIsThatOfRunsAndWhatIsMissingIsSaid() {
    long sampled =
        home.number("SELECT count(*) FROM conversation WHERE sample_key < 4611686018427387904");

    assertThat(output("compare", "Words", "1", "2", "--sample", "0.5"))
        .contains("conversations have a result of both, in a sample of 50.0 %")
        .contains("%d conversations have".formatted(sampled));
    assertThat(output("compare", "Words", "1", "2"))
        .contains("40 conversations have a result of both; 1 of version 2 alone are left out.");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(home.run("compare", "Words", "1", "3").errors())
        .contains("Cannot find version 3 of 'Words': it has versions 1 to 2.");
    assertThat(home.run("compare", "Words", "1", "1").errors()).contains("are the same");
    assertThat(home.run("compare", "Words", "1", "2", "--sample", "2").errors())
        .contains("Invalid --sample 2.0");
  }

  private String output(String command, String... more) {
    CommandRun run = home.run(command, more);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }

  private static String conversation(int number, String word) {
    return TestConversation.of(number)
        .service(number % 4 < 2 ? "shop" : "desk")
        .user("hello")
        .agent(word + " dear " + number)
        .line();
  }

  /** Comes when version 2 is there. */
  private static String unanswered(int number) {
    return TestConversation.of(number).service("shop").user("hello?").line();
  }

  private static String apologised(String words) {
    return TestHome.metric(
        "Agent apologised",
        "boolean",
        "conversation.agent_messages.exists(m, m.text.matches('%s'))".formatted(words));
  }

  private static String words(int factor) {
    return TestHome.metric(
        "Words", TestHome.NUMBER, "%d * conversation.agent_messages.size() * 3".formatted(factor));
  }
}
