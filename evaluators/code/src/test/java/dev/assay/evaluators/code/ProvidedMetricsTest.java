package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.catalog.Actor;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricVersion;
import dev.assay.catalog.file.MetricFiles;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Score;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The metrics of {@code conf/metrics}. */
class ProvidedMetricsTest {
  private static final Path METRICS = Path.of("..", "..", "conf", "metrics");
  private static final String NOT_APPLICABLE = "not applicable";

  private static final Conversation SUPPORT =
      SampleConversations.of(
          SampleConversations.user(0, "Hello, where is my parcel PX-1?"),
          SampleConversations.agent(4, "I am sorry for the delay. Let me look that up for you."),
          SampleConversations.agent(
              9, "", new ToolCall("track_parcel", "{\"id\": 7}", null, "timed out")),
          SampleConversations.agent(
              10, "", new ToolCall("track_parcel", "{\"id\": 7}", "{\"status\": \"late\"}", null)),
          SampleConversations.agent(12, "It is late. Write to help@example.com, or shall I wait?"),
          SampleConversations.user(30, "This is RIDICULOUS. I want to talk to a real person!"),
          SampleConversations.agent(40, "I will transfer you to a colleague."),
          SampleConversations.user(90, "Great, thank you. When will they write?"));

  private static final Conversation SILENT =
      SampleConversations.of(SampleConversations.tool(0, ""));

  @Test
  void thereAreManyOfEveryType() {
    List<MetricVersion> versions = List.copyOf(versions().values());
    assertThat(versions).hasSizeGreaterThanOrEqualTo(14);
    assertThat(versions.stream().map(version -> version.value().type()))
        .contains("boolean", "numerical", "categorical");
  }

  @Test
  void allAreAccepted() {
    versions()
        .forEach(
            (name, version) ->
                assertThat(Metrics.EVALUATOR.prepare(version))
                    .as(name)
                    .isInstanceOf(Preparation.Ready.class));
  }

  @Test
  void allSayWhatTheyMeasureAndBelongToACategory() {
    for (MetricDefinition metric : definitions()) {
      assertThat(metric.description()).as(metric.name()).endsWith(".").hasSizeGreaterThan(20);
      assertThat(metric.tags()).as(metric.name()).containsKey("category");
    }
  }

  @Test
  void aSupportConversationHasTheseValues() {
    assertThat(answers(SUPPORT))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("Agent apologised", "true [m4]"),
                Map.entry("Agent asked a question", "true [m12]"),
                Map.entry("Average agent message length", "48.0"),
                Map.entry("Longest agent message", "55.0 [m12]"),
                Map.entry("Agent repeated itself", "false"),
                Map.entry("User repeated themselves", "false"),
                Map.entry("User thanked the agent", "true [m90]"),
                Map.entry("User sentiment words", "mixed"),
                Map.entry("Turn count", "3.0"),
                Map.entry("First responder", "user"),
                Map.entry("Conversation ending", "user_last [m90]"),
                Map.entry("Last question unanswered", "true"),
                Map.entry("Latency of first agent answer", "4.0"),
                Map.entry("Conversation duration", "1.5"),
                Map.entry("Handed over to a human", "true [m40]"),
                Map.entry("User asked for a human", "true [m30]"),
                Map.entry("Tool call count", "2.0"),
                Map.entry("Distinct tools used", "1.0"),
                Map.entry("Tool error rate", "0.5 [m9]"),
                Map.entry("Tool outcome", "some_failed"),
                Map.entry("Tool call repeated", "true"),
                Map.entry("Agent wrote an e-mail address", "true [m12]"),
                Map.entry("Card number in text", "false"),
                Map.entry("Agent asked for a secret", "false"),
                Map.entry("Parcel was looked up", "true [m9, m10]")));
  }

  @Test
  void whatASilentConversationCannotAnswerIsNotApplicable() {
    Map<String, String> answers = answers(SILENT);
    assertThat(answers)
        .containsEntry("Average agent message length", NOT_APPLICABLE)
        .containsEntry("Longest agent message", NOT_APPLICABLE)
        .containsEntry("User sentiment words", NOT_APPLICABLE)
        .containsEntry("First responder", NOT_APPLICABLE)
        .containsEntry("Last question unanswered", NOT_APPLICABLE)
        .containsEntry("Latency of first agent answer", NOT_APPLICABLE)
        .containsEntry("Conversation duration", NOT_APPLICABLE)
        .containsEntry("Tool error rate", NOT_APPLICABLE)
        .containsEntry("Tool call repeated", NOT_APPLICABLE)
        .containsEntry("Parcel was looked up", NOT_APPLICABLE)
        .containsEntry("Conversation ending", "tool_last [m0]")
        .containsEntry("Tool outcome", "no_calls")
        .containsEntry("Turn count", "0.0");
  }

  @Test
  void secretsAndRepetitionsAreFound() {
    Conversation conversation =
        SampleConversations.of(
            SampleConversations.user(0, "Please cancel my order now"),
            SampleConversations.agent(1, "Please tell me your password first."),
            SampleConversations.user(2, "please cancel my order NOW "),
            SampleConversations.agent(3, "Please tell me your password first. "),
            SampleConversations.user(4, "My card is 4111 1111 1111 1111"));
    assertThat(answers(conversation))
        .containsEntry("Agent asked for a secret", "true [m1, m3]")
        .containsEntry("Card number in text", "true [m4]")
        .containsEntry("Agent repeated itself", "true")
        .containsEntry("User repeated themselves", "true");
  }

  @Test
  void noneFailsOnLongOrOddConversations() {
    Conversation longOne =
        SampleConversations.of(
            IntStream.range(0, 2_000)
                .mapToObj(
                    i ->
                        i % 2 == 0
                            ? SampleConversations.user(i, "Can you find it? " + i)
                            : SampleConversations.agent(i, "I am looking for it. ".repeat(20) + i))
                .toArray(Message[]::new));
    assertThat(answers(longOne).values()).noneMatch(answer -> answer.startsWith("failed"));
    SampleConversations.hostile()
        .forEach(
            (name, conversation) -> {
              if (!name.startsWith("20 MB")) {
                assertThat(answers(conversation).values())
                    .as(name)
                    .noneMatch(answer -> answer.startsWith("failed"));
              }
            });
  }

  private static Map<String, String> answers(Conversation conversation) {
    Map<String, MetricVersion> versions = versions();
    List<Evaluation> evaluations =
        Metrics.EVALUATOR.evaluate(conversation, List.copyOf(versions.values()));
    Map<String, String> answers = new LinkedHashMap<>();
    int index = 0;
    for (String name : versions.keySet()) {
      answers.put(name, word(evaluations.get(index++)));
    }
    return answers;
  }

  private static String word(Evaluation evaluation) {
    if (evaluation instanceof Evaluation.Scored scored) {
      String references = scored.references().isEmpty() ? "" : " " + scored.references();
      return word(scored.value()) + references;
    }
    return evaluation instanceof Evaluation.Failed failed
        ? "failed: " + failed.message()
        : NOT_APPLICABLE;
  }

  private static String word(Score score) {
    if (score instanceof Score.BooleanScore truth) {
      return String.valueOf(truth.value());
    }
    return score instanceof Score.NumericalScore number
        ? String.valueOf(number.value())
        : ((Score.CategoricalScore) score).value();
  }

  private static Map<String, MetricVersion> versions() {
    Map<String, MetricVersion> versions = new LinkedHashMap<>();
    for (MetricDefinition metric : definitions()) {
      versions.put(
          metric.name(),
          new MetricVersion(
              "aaaaaaaaaaaaaaaaaaaaaaaa",
              1,
              metric.name(),
              metric.description(),
              metric.value(),
              metric.evaluator(),
              new Actor("org", "author"),
              Instant.EPOCH));
    }
    return versions;
  }

  private static List<MetricDefinition> definitions() {
    return MetricFiles.read(METRICS, metric -> List.of());
  }
}
