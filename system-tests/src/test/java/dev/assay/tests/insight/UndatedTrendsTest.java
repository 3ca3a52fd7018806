package dev.assay.tests.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations without a time are told apart from those of a day, and none is lost. */
class UndatedTrendsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METRIC = "Words";

  @TempDir private static Path folder;

  @Test
  void conversationsWithoutATimeHaveARowOfTheirOwnUntilALaterDeliveryGivesThemADay()
      throws Exception {
    TestHome home = new TestHome(folder);
    home.metrics(
        TestHome.metric(METRIC, TestHome.NUMBER, "conversation.user_messages[0].text.size()"));
    home.deliver(
        "1.jsonl",
        dated(1, "2026-10-01T12:00:00Z", "one"),
        dated(2, "2026-10-03T12:00:00Z", "three"),
        undated(3, "seven!!"),
        undated(4, "nine!!!!!"));
    home.nightly();

    JsonNode days = json(home);
    assertThat(days.findValuesAsText("day")).containsExactly("2026-10-01", "2026-10-03", "null");
    assertThat(days.get(2).get("day").isNull()).isTrue();
    assertThat(days.get(2).get("n").asInt()).isEqualTo(2);
    assertThat(days.get(2).get("value").asDouble()).isEqualTo(8);
    assertThat(home.run("trends", METRIC).output()).containsPattern("no time +(│ +)?1 ");
    assertThat(home.run("trends", METRIC, "--format", "csv").output()).contains("\n,1,code,");
    assertThat(page(home))
        .contains("<td>no time<td>1<td>code")
        .contains("What has no time is in the table alone.")
        .contains("<title>2026-10-01: 3")
        .doesNotContain(">2026-10-04<", "null");
    CommandRun part = home.run("trends", METRIC, "--from", "2026-10-02", "--format", "json");
    assertThat(JSON.readTree(part.output()).findValuesAsText("day")).containsExactly("2026-10-03");
    assertThat(part.errors())
        .contains("2 results and failures of conversations without a time are left out");
    assertThat(home.rows("SELECT sum(scored), count(*) FROM metric_daily")).containsExactly("4|3");

    home.deliver("2.jsonl", dated(3, "2026-10-02T12:00:00Z", "seven, now"));
    home.nightly();

    assertThat(json(home).findValuesAsText("day"))
        .containsExactly("2026-10-01", "2026-10-02", "2026-10-03", "null");
    assertThat(home.rows("SELECT day, scored FROM metric_daily ORDER BY day"))
        .isEqualTo(List.of("2026-10-01|1", "2026-10-02|1", "2026-10-03|1", "null|1"));

    home.deliver(
        "3.jsonl",
        TestConversation.of(4)
            .createdAt(Instant.parse("2026-10-04T12:00:00Z"))
            .user("nine!!!!!")
            .agent("ok")
            .withoutTimes()
            .line());
    home.nightly();

    assertThat(home.rows("SELECT day, scored FROM metric_daily ORDER BY day"))
        .as("the same content, and only when it began")
        .isEqualTo(List.of("2026-10-01|1", "2026-10-02|1", "2026-10-03|1", "2026-10-04|1"));
    assertThat(home.rows("SELECT count(*), count(DISTINCT conversation_id) FROM current_result"))
        .containsExactly("4|4");
  }

  private static JsonNode json(TestHome home) throws Exception {
    CommandRun run = home.run("trends", METRIC, "--format", "json");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return JSON.readTree(run.output());
  }

  private static String page(TestHome home) throws Exception {
    Path page = folder.resolve("trend.html");
    home.run("trends", METRIC, "--page", page.toString());
    return Files.readString(page);
  }

  private static String dated(int number, String time, String text) {
    return TestConversation.of(number).createdAt(Instant.parse(time)).user(text).agent("ok").line();
  }

  private static String undated(int number, String text) {
    return TestConversation.of(number).user(text).agent("ok").withoutTimes().line();
  }
}
