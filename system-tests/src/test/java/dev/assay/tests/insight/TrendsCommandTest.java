package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.installation.Home;
import dev.assay.results.AssayTable;
import dev.assay.results.ResultRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.file.DataFileWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrendsCommandTest {
  private static final Instant FIRST = Instant.parse("2026-10-01T12:00:00Z");

  @TempDir static Path folder;

  private static TestHome home;

  /**
   * Ten conversations on each of four days, of two services; from the third day on all say sorry.
   */
  @BeforeAll
  static void evaluateTwoVersions() throws Exception {
    home = new TestHome(folder);
    home.deliver(
        "1.jsonl",
        IntStream.range(0, 40).mapToObj(TrendsCommandTest::conversation).toArray(String[]::new));
    home.metrics(
        apologised("sorry"),
        TestHome.metric("Words", TestHome.NUMBER, "conversation.user_messages[0].text.size()"),
        TestHome.metric(
            "Mood",
            "categorical, categories: [good, bad]",
            "conversation.agent_messages[0].text.contains('0') ? 'good' : 'bad'"));
    home.nightly();
    anotherJudge();
    home.metrics(apologised("sorry|well"));
    home.deliver("2.jsonl", conversation(40));
    home.nightly();
  }

  @Test
  void theNewestVersionIsShownUntilOneIsPromotedAndThenThatOne() {
    assertThat(output("metrics show", "Agent apologised"))
        .contains("show the newest version; none was promoted");
    assertThat(output("trends", "Agent apologised"))
        .contains("Agent apologised: version 2 (not promoted), post-session by day");

    assertThat(output("metrics promote", "Agent apologised@1"))
        .isEqualTo("promoted     Agent apologised (version 1)\n");
    assertThat(output("metrics promote", "Agent apologised@1"))
        .startsWith("unchanged    Agent apologised (version 1, since ");

    assertThat(output("metrics show", "Agent apologised"))
        .contains("show version 1, promoted ")
        .contains("version 2\n");
    assertThat(output("metrics list", "--format", "csv"))
        .containsPattern("Agent apologised,boolean,2,1,code")
        .containsPattern("Words,numerical,1,,code");
    assertThat(output("trends", "Agent apologised"))
        .contains("Agent apologised: version 1 (promoted)")
        .contains("! Version 2 is newer and is not shown");
    assertThat(output("trends", "Agent apologised@2")).contains("version 2 (not promoted)");
    assertThat(output("metrics promote", "Agent apologised"))
        .isEqualTo("promoted     Agent apologised (version 2, before it version 1)\n");
    assertThat(home.run("metrics promote", "Agent apologised@3").errors())
        .contains("Cannot find version 3 of 'Agent apologised': its newest is 2");
    assertThat(home.run("metrics promote", "Nobody").errors())
        .contains("Cannot find a metric 'Nobody'");
  }

  @Test
  void eachDayHasItsShareWithAnIntervalAndNoSeriesCrossesAJudge() throws Exception {
    CommandRun run = home.run("trends", "Agent apologised@1", "--format", "json");
    JsonNode days = new ObjectMapper().readTree(run.output());

    assertThat(days).hasSize(5);
    JsonNode day = days.get(0);
    assertThat(day.get("day").asText()).isEqualTo("2026-10-01");
    assertThat(day.get("of").asText()).isEqualTo("share of true");
    assertThat(day.get("n").asInt()).isEqualTo(10);
    assertThat(day.get("value").asDouble()).isEqualTo(0.5);
    // Wilson's interval of 5 in 10.
    assertThat(day.get("lower").asDouble()).isBetween(0.2365, 0.2367);
    assertThat(day.get("upper").asDouble()).isBetween(0.7633, 0.7635);
    assertThat(days.findValuesAsText("day"))
        .containsExactly("2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-04");
    assertThat(days.get(3).get("fingerprint")).isNotEqualTo(days.get(4).get("fingerprint"));
    assertThat(days.get(4).get("n").asInt()).isEqualTo(2);
    assertThat(run.errors()).contains("2 evaluators scored in this time").contains("own series");
  }

  @Test
  void meansAndCategoriesHaveTheirOwnRowsAndServicesTheirOwnSeries() throws Exception {
    JsonNode words =
        new ObjectMapper()
            .readTree(
                output(
                    "trends",
                    "Words",
                    "--from",
                    "2026-10-02",
                    "--to",
                    "2026-10-03",
                    "--format",
                    "json"));
    assertThat(words).hasSize(2);
    assertThat(words.get(0).get("of").asText()).isEqualTo("mean");
    // 1 to 10 letters: mean 5.5, deviation 3.0277, Student's 2.2622 with 9 degrees of freedom.
    assertThat(words.get(0).get("value").asDouble()).isEqualTo(5.5);
    assertThat(words.get(0).get("lower").asDouble()).isBetween(3.3340, 3.3342);
    assertThat(words.get(0).get("upper").asDouble()).isBetween(7.6658, 7.6660);

    assertThat(output("trends", "Mood", "--by", "service", "--format", "csv"))
        .startsWith("day,service,version,evaluator,")
        .contains("2026-10-01,desk,1,code,")
        .contains("share of good,5,1.0,")
        .contains("share of bad,5,0.0,");
    assertThat(output("trends", "Mood", "--service", "desk", "--to", "2026-10-01"))
        .contains("share of good")
        .contains("(2 rows)");
  }

  @Test
  void thePageHasAPlotAndWhatIsMissingIsSaid() throws Exception {
    Path page = folder.resolve("trend.html");

    output("trends", "Agent apologised@1", "--page", page.toString());

    assertThat(Files.readString(page))
        .contains("<svg", "polyline", "share of true", "2 evaluators scored", "</html>");
    assertThat(output("trends", "Words", "--source", "manual"))
        .contains("! Nothing was evaluated with version 1 here.")
        .contains("results of source post-session are left out; --source post-session shows them.");
    assertThat(home.run("trends", "Words", "--source", "dream").errors())
        .contains("Invalid --source dream");
    assertThat(home.run("trends", "Words", "--from", "2026-10-02", "--to", "2026-10-01").errors())
        .contains("Invalid --to 2026-10-01: it is before --from 2026-10-02");
  }

  private static String output(String command, String... more) {
    CommandRun run = home.run(command, more);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }

  private static String conversation(int number) {
    int day = number / 10;
    boolean isSorry = day >= 2 || number % 2 == 0;
    return TestConversation.of(number)
        .service(number % 2 == 0 ? "desk" : "shop")
        .createdAt(FIRST.plus(day, ChronoUnit.DAYS))
        .user("a".repeat(1 + number % 10))
        .agent((isSorry ? "sorry " : "fine ") + (number % 2))
        .line();
  }

  private static String apologised(String words) {
    return TestHome.metric(
        "Agent apologised",
        "boolean",
        "conversation.agent_messages.exists(m, m.text.matches('%s'))".formatted(words));
  }

  /** Two results of another evaluator, on the last day. */
  private static void anotherJudge() throws Exception {
    String metric = home.rows("SELECT id FROM metric WHERE name = 'Agent apologised'").get(0);
    Warehouse warehouse = new Home(home.root()).warehouse();
    DataFileWriter writer =
        DataFileWriter.open(
            warehouse.path(AssayTable.METRIC_EVALUATION_RESULT),
            AssayTable.METRIC_EVALUATION_RESULT,
            Map.of("metric_id", metric, "metric_version", "1"),
            1 << 20);
    for (int number = 1; number <= 2; number++) {
      long micros = FIRST.plus(3, ChronoUnit.DAYS).toEpochMilli() * 1000;
      writer.write(
          new ResultRow(
                  "%024x".formatted(number),
                  "default",
                  new ResultRow.Subject(
                      TestConversation.id(100 + number),
                      "desk",
                      "post-session",
                      null,
                      null,
                      micros),
                  new Evaluation.Scored(new Score.BooleanScore(true), null, List.of()),
                  "hash",
                  "judge",
                  "another",
                  "run",
                  null,
                  micros)
              .toFields());
    }
    new TableAppend(warehouse)
        .commit(AssayTable.METRIC_EVALUATION_RESULT, List.of(writer.finish()), "judge", 1);
    new MetricDaily(warehouse, "128MB").update();
  }
}
