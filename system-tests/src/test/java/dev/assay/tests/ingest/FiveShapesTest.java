package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestHome;
import dev.assay.tests.ingest.FiveShapes.Call;
import dev.assay.tests.ingest.FiveShapes.Said;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same content in five shapes gives the same results for every metric. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiveShapesTest {

  private static final Map<String, BiFunction<String, List<Said>, List<String>>> SHAPES =
      Map.of(
          "native", FiveShapes::inNative,
          "openai", FiveShapes::inOpenAi,
          "anthropic", FiveShapes::inAnthropic,
          "opentelemetry", FiveShapes::inOpenTelemetry,
          "langfuse", FiveShapes::inLangfuse);

  /** Of one service, and not every shape has a place for one. */
  private static final String SERVICE_METRIC = "Parcel was looked up";

  private static final Map<String, List<Said>> CONVERSATIONS =
      Map.of(
          "parcel",
          List.of(
              says("system", 0, "Be kind."),
              says("user", 0, "Where is my parcel PX-1?"),
              new Said(
                  "agent",
                  4,
                  "Let me see.",
                  "A parcel: I must look it up.",
                  List.of(called("1", "track", "{\"parcel\":\"PX-1\"}", "{\"status\":\"late\"}"))),
              says("agent", 9, "I am sorry, it is late. Shall I tell you when it is there?"),
              says("user", 60, "Yes, thanks."),
              says("agent", 66, "You will hear from me.")),
          "refund",
          List.of(
              says("system", 0, "Be brief."),
              says("user", 0, "I want my money back, this is ridiculous."),
              new Said(
                  "agent",
                  5,
                  "",
                  null,
                  List.of(
                      failed("a", "refund", "{\"order\":77}", "Error: the bank is closed"),
                      failed("b", "notify", "{\"team\":\"bank\"}", "Error: nobody is there"))),
              says("agent", 7, "The bank is closed."),
              says("user", 30, "Then I want to speak to a human."),
              says("agent", 33, "I'll connect you to a colleague.")),
          "again",
          List.of(
              says("system", 0, "Be exact."),
              says("user", 0, "Is PX-2 there, and PX-3?"),
              new Said(
                  "agent",
                  2,
                  "One moment.",
                  null,
                  List.of(
                      called("x", "track", "{\"parcel\":\"PX-2\"}", "there"),
                      called("y", "track", "{\"parcel\":\"PX-3\"}", "on its way"))),
              says("agent", 6, "PX-2 is there, PX-3 is on its way."),
              says("user", 120, "And now?"),
              new Said(
                  "agent",
                  122,
                  "",
                  "The same again.",
                  List.of(failed("z", "track", "{\"parcel\":\"PX-3\"}", "Error: no answer"))),
              new Said(
                  "agent",
                  125,
                  "",
                  null,
                  List.of(called("zz", "track", "{\"parcel\":\"PX-3\"}", "there"))),
              says("agent", 130, "It is there."),
              says("user", 140, "Great!"),
              says("agent", 150, "Is there anything else?")));

  /** Some know when a system prompt was given, and it is no part of the talk. */
  private static final String MESSAGES =
      """
      SELECT external_id, m.sender, m.message_type, m.text,
        CASE WHEN m.sender <> 'system' THEN strftime(m.created_at, '%Y-%m-%dT%H:%M:%SZ') END,
        list_transform(m.tool_calls,
          lambda c: concat(c.name, ' ', c.arguments, ': ', coalesce(c.result, c.error)))
      FROM (
        SELECT external_id, unnest(messages) AS m, unnest(range(message_count)) AS place
        FROM conversation)
      ORDER BY external_id, place""";

  private static final String FAILED =
      """
      SELECT external_id, list_transform(
        flatten(list_transform(messages, lambda m: m.tool_calls)), lambda c: c.error IS NOT NULL)
        AS failed
      FROM conversation WHERE list_contains(failed, true) ORDER BY external_id""";

  private TestHome home = new TestHome(Path.of("target", "unused-home"));

  private static Said says(String sender, int second, String text) {
    return new Said(sender, second, text, null, List.of());
  }

  private static Call called(String id, String tool, String arguments, String result) {
    return new Call(id, tool, arguments, result, false);
  }

  private static Call failed(String id, String tool, String arguments, String error) {
    return new Call(id, tool, arguments, error, true);
  }

  @BeforeAll
  void evaluateAll(@TempDir Path folder) {
    home = new TestHome(folder);
    SHAPES.forEach(
        (shape, write) -> {
          List<String> lines = new ArrayList<>();
          CONVERSATIONS.forEach(
              (name, said) -> lines.addAll(write.apply(shape + "/" + name, said)));
          home.deliver(shape + ".jsonl", lines.toArray(String[]::new));
        });
    var unused = home.nightly("--metrics", "../conf/metrics");
  }

  @Test
  void theMessagesAreTheSame() {
    Map<String, List<String>> messages = byShape(MESSAGES);
    assertThat(messages).containsOnlyKeys(SHAPES.keySet());
    assertThat(messages.get("native"))
        .hasSize(24)
        .contains(
            "again|agent|agent-inner-thought|The same again.|2026-11-20T10:02:02Z|[]",
            "parcel|agent|agent-message|Let me see.|2026-11-20T10:00:04Z"
                + "|[track {\"parcel\":\"PX-1\"}: {\"status\":\"late\"}]");
    messages.forEach((shape, said) -> assertThat(said).as(shape).isEqualTo(messages.get("native")));
  }

  @Test
  void theSameCallsFailedButWhereNothingSaysSo() {
    Map<String, List<String>> failed = byShape(FAILED);
    assertThat(failed).containsOnlyKeys("native", "anthropic", "opentelemetry", "langfuse");
    failed.forEach(
        (shape, calls) ->
            assertThat(calls)
                .as(shape)
                .containsExactly("again|[false, false, true, false]", "refund|[true, true]"));
  }

  @Test
  void everyMetricHasTheSameResultOfEachShape() {
    Map<String, List<String>> results =
        byShape(
            """
            SELECT external_id, m.name, is_applicable, result_boolean, result_numerical,
              result_categorical
            FROM current_result r JOIN metric m ON m.id = r.metric_id
              JOIN conversation c ON c.id = r.conversation_id
            ORDER BY external_id, m.name""");
    long metrics =
        home.number("SELECT count(*) FROM metric WHERE name <> '" + SERVICE_METRIC + "'");
    assertThat(results).containsOnlyKeys(SHAPES.keySet());
    assertThat(results.get("native")).hasSize(Math.toIntExact(CONVERSATIONS.size() * metrics));
    results.forEach((shape, found) -> assertThat(found).as(shape).isEqualTo(results.get("native")));
    assertThat(results.get("native"))
        .contains(
            "parcel|Turn count|true|null|2.0|null",
            "parcel|Tool call count|true|null|1.0|null",
            "parcel|Tool error rate|true|null|0.0|null",
            "parcel|Tool outcome|true|null|null|all_succeeded",
            "parcel|Agent apologised|true|true|null|null",
            "parcel|Conversation duration|true|null|1.1|null",
            "parcel|Latency of first agent answer|true|null|4.0|null",
            "refund|Turn count|true|null|2.0|null",
            "refund|Tool call count|true|null|2.0|null",
            "refund|Tool error rate|true|null|1.0|null",
            "refund|Tool outcome|true|null|null|all_failed",
            "refund|Agent apologised|true|false|null|null",
            "refund|Conversation duration|true|null|0.55|null",
            "again|Turn count|true|null|3.0|null",
            "again|Tool call count|true|null|4.0|null",
            "again|Tool error rate|true|null|0.25|null",
            "again|Tool outcome|true|null|null|some_failed",
            "again|Tool call repeated|true|true|null|null",
            "again|Agent apologised|true|false|null|null",
            "again|Conversation duration|true|null|2.5|null");
  }

  /** The rows of each shape; the name of the conversation comes first. */
  private Map<String, List<String>> byShape(String sql) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String row : home.rows(sql)) {
      int end = row.indexOf('/');
      rows.computeIfAbsent(row.substring(0, end), shape -> new ArrayList<>())
          .add(row.substring(end + 1));
    }
    return rows;
  }
}
