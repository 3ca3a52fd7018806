package dev.assay.evaluators.judge.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.catalog.MetricValue;
import dev.assay.evaluators.RandomText;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whatever a conversation or a metric holds, a request has the same structure. */
class InjectionTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BEGIN = "BEGIN CONVERSATION";
  private static final String END = "END CONVERSATION";

  @Seeded(1000)
  void noTextChangesTheStructureOfARequest(long seed) throws IOException {
    Random random = new Random(seed);
    List<Message> messages = messages(random);
    String description = hostile(random);
    Conversation conversation = SampleConversations.bare(messages);
    MetricValue value = new MetricValue.CategoricalValue(List.of("a" + description, "b"));
    JsonNode chat = chat(conversation, List.of(Question.of(description, value)));
    assertThat(chat.size()).isEqualTo(2);
    assertThat(chat.get(0).get("role").textValue()).isEqualTo("system");
    assertThat(chat.get(0).get("content").textValue()).isEqualTo(PromptTemplate.system());
    assertThat(chat.get(1).get("role").textValue()).isEqualTo("user");

    List<String> lines = List.of(chat.get(1).get("content").textValue().split("\n", -1));
    assertThat(lines.indexOf(BEGIN)).isZero().isEqualTo(lines.lastIndexOf(BEGIN));
    assertThat(lines.indexOf(END)).isEqualTo(messages.size() + 1).isEqualTo(lines.lastIndexOf(END));
    for (int i = 0; i < messages.size(); i++) {
      assertShows(messages.get(i), i + 1, lines.get(i + 1));
    }
    List<String> rest = lines.subList(messages.size() + 2, lines.size());
    assertThat(rest).hasSize(6);
    assertThat(rest.get(1)).isEqualTo("QUESTIONS");
    assertThat(rest.get(3)).isEqualTo("END QUESTIONS");
    JsonNode question = MAPPER.readTree(rest.get(2));
    assertThat(question.get("question").textValue()).isEqualTo("q1");
    assertThat(question.get("asks").textValue()).isEqualTo(description);
    assertThat(question.size()).isEqualTo(3);
  }

  @Seeded(1000)
  void aTextIsOneLineWithoutAnythingThatControls(long seed) throws IOException {
    String text = hostile(new Random(seed));
    StringBuilder out = new StringBuilder();
    DataText.append(out, text);
    assertThat(MAPPER.readTree(out.toString()).textValue()).isEqualTo(text);
    assertThat(out.toString()).doesNotContain("<").doesNotContainPattern("\\[[A-Z/]");
    out.codePoints()
        .forEach(
            c ->
                assertThat(Character.getType(c))
                    .as("U+%04X", c)
                    .isNotIn(
                        (int) Character.CONTROL,
                        (int) Character.FORMAT,
                        (int) Character.SURROGATE,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR,
                        (int) Character.PRIVATE_USE));
  }

  @Seeded(300)
  void aWindowShowsItsMessagesAsTheyAre(long seed) throws IOException {
    Random random = new Random(seed);
    List<Message> messages = messages(random);
    int room = 10 + random.nextInt(random.nextBoolean() ? 300 : 2991);
    Conversation conversation = SampleConversations.bare(messages);
    Transcript window =
        Transcript.window(conversation, room, line -> line.length() + 1).orElse(null);
    if (window == null) {
      return;
    }
    List<String> lines = List.of(window.text().split("\n", -1));
    Transcript.LeftOut leftOut = window.leftOut();
    int first = leftOut == null ? messages.size() + 1 : leftOut.first();
    int last = leftOut == null ? messages.size() : leftOut.last();
    int line = 0;
    for (int number = 1; number <= messages.size(); number++) {
      if (number < first || number > last) {
        assertShows(messages.get(number - 1), number, lines.get(line++));
        assertThat(window.place("m" + number)).contains(number - 1);
      } else {
        assertThat(window.place("m" + number)).isEmpty();
        line = number == first ? line + 1 : line;
      }
    }
    assertThat(line).isEqualTo(lines.size());
    if (leftOut != null) {
      assertThat(MAPPER.readTree(lines.get(first - 1)).get("left_out").intValue())
          .isEqualTo(last - first + 1);
      assertThat(lines.stream().mapToInt(l -> l.length() + 1).sum() - lines.get(first - 1).length())
          .isLessThanOrEqualTo(room + 1);
    }
  }

  private static String hostile(Random random) {
    String known = pick(random, HostileTexts.ALL);
    return switch (random.nextInt(3)) {
      case 0 -> known;
      case 1 -> RandomText.of(random, 30);
      default -> RandomText.of(random, 30) + known + RandomText.of(random, 30);
    };
  }

  private static List<Message> messages(Random random) {
    List<Message> messages = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      Sender sender = pick(random, List.of(Sender.values()));
      MessageType type = pick(random, List.of(MessageType.values()));
      List<ToolCall> calls = Stream.generate(() -> call(random)).limit(random.nextInt(3)).toList();
      messages.add(new Message("id" + i, "i", sender, type, hostile(random), null, calls));
    }
    return messages;
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static ToolCall call(Random random) {
    return new ToolCall(
        hostile(random),
        hostile(random),
        random.nextInt(10) < 3 ? null : hostile(random),
        random.nextBoolean() ? null : hostile(random));
  }

  private static void assertShows(Message message, int number, String line) throws IOException {
    JsonNode shown = MAPPER.readTree(line);
    assertThat(shown.get("id").textValue()).isEqualTo("m" + number);
    assertThat(shown.get("sender").textValue()).isEqualTo(message.sender().label());
    if (shown.has("type")) {
      assertThat(shown.get("type").textValue()).isEqualTo(message.type().label());
    }
    assertThat(shown.get("text").textValue()).isEqualTo(message.text());
    assertThat(shown.path("tool_calls").size()).isEqualTo(message.toolCalls().size());
    for (int i = 0; i < message.toolCalls().size(); i++) {
      ToolCall call = message.toolCalls().get(i);
      JsonNode seen = shown.get("tool_calls").get(i);
      assertThat(seen.get("name").textValue()).isEqualTo(call.name());
      assertThat(seen.get("arguments").textValue()).isEqualTo(call.arguments());
      assertThat(textOrNull(seen.get("result"))).isEqualTo(call.result());
      assertThat(textOrNull(seen.get("error"))).isEqualTo(call.error());
    }
  }

  private static @Nullable String textOrNull(@Nullable JsonNode node) {
    return node == null ? null : node.textValue();
  }

  private static JsonNode chat(Conversation conversation, List<Question> questions)
      throws IOException {
    byte[] body =
        new JudgeRequest("m", 0, null, 400, Transcript.of(conversation), questions)
            .body(Dialect.of(ResponseFormat.JSON_SCHEMA));
    assertThat(new String(body, UTF_8)).doesNotContain("\n");
    JsonNode schema =
        MAPPER.readTree(body).path("response_format").path("json_schema").path("schema");
    assertThat(schema.path("properties").path("answers").path("required").size())
        .isEqualTo(questions.size());
    return MAPPER.readTree(body).get("messages");
  }
}
