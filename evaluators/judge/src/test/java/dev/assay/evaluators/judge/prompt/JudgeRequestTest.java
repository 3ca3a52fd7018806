package dev.assay.evaluators.judge.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JudgeRequestTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Dialect SCHEMA = Dialect.of(ResponseFormat.JSON_SCHEMA);
  private static final JudgeRequest REQUEST =
      new JudgeRequest(
          "gpt-4o-mini",
          0,
          7L,
          1200,
          Transcript.of(SampleConversations.ordinary()),
          List.of(
              Question.of("True when the agent apologised.", new BooleanValue()),
              Question.of("How polite was the agent?", new NumericalValue(1, 10)),
              Question.of("The user's mood.", new CategoricalValue(List.of("good", "bad")))));

  /** A difference is a new version of the template, since other words get other answers. */
  @Test
  void aRequestIsTheVeryBytesOfTheGoldenFile() throws IOException {
    try (InputStream golden = getClass().getResourceAsStream("judge-1-request.json")) {
      assertThat(new String(REQUEST.body(SCHEMA), UTF_8))
          .isEqualTo(
              new String(Objects.requireNonNull(golden).readAllBytes(), UTF_8).stripTrailing());
    }
  }

  @Test
  void aRequestIsTheSameInEveryLocale() {
    byte[] usual = REQUEST.body(SCHEMA);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(REQUEST.body(SCHEMA)).isEqualTo(usual);
      assertThat(REQUEST.parameters())
          .isEqualTo("{\"temperature\":0.0,\"seed\":7,\"max_output_tokens\":1200}");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aLooserFormatAsksForLess() throws IOException {
    assertThat(body(Dialect.of(ResponseFormat.JSON_OBJECT)).path("response_format").toString())
        .isEqualTo("{\"type\":\"json_object\"}");
    assertThat(body(Dialect.of(ResponseFormat.TEXT)).has("response_format")).isFalse();
  }

  @Test
  void aRepairShowsTheBadAnswerAndSaysWhatIsWrong() throws IOException {
    JsonNode messages =
        MAPPER
            .readTree(REQUEST.body(SCHEMA, new Repair("{\"answers\":", "it breaks off")))
            .get("messages");
    assertThat(messages.findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(messages.get(2).get("content").textValue()).isEqualTo("{\"answers\":");
    assertThat(messages.get(3).get("content").textValue())
        .startsWith("That answer cannot be used: it breaks off.");
  }

  @Test
  void nothingIsRepairedByAskingAgain() {
    assertThat(REQUEST.body(SCHEMA, new Repair(" ", "the judge wrote nothing")))
        .isEqualTo(REQUEST.body(SCHEMA));
  }

  @Test
  void aRefusalLeadsToTheNextDialectThatItNames() {
    String refusal = "'response_format.type' must be 'json_object' or 'text'";
    Dialect object = SCHEMA.after(refusal).orElseThrow();
    assertThat(object.format()).isEqualTo(ResponseFormat.JSON_OBJECT);
    Dialect text = object.after("Unsupported parameter: response_format").orElseThrow();
    assertThat(text.format()).isEqualTo(ResponseFormat.TEXT);
    assertThat(text.after("Unsupported parameter: response_format")).isEmpty();
    assertThat(SCHEMA.after("messages: too long")).isEmpty();
  }

  @Test
  void theNewNameOfTheLimitIsLearnt() throws IOException {
    Dialect learnt =
        SCHEMA
            .after("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
            .orElseThrow();
    assertThat(body(learnt).path("max_completion_tokens").intValue()).isEqualTo(1200);
    assertThat(body(learnt).has("max_tokens")).isFalse();
    assertThat(body(learnt).path("response_format").path("type").textValue())
        .isEqualTo("json_schema");
  }

  private static JsonNode body(Dialect dialect) throws IOException {
    return MAPPER.readTree(REQUEST.body(dialect));
  }
}
