package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.JSON;
import static dev.assay.simulator.RunningSimulator.json;
import static dev.assay.simulator.RunningSimulator.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.assay.simulator.judge.Malformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MalformedTest {

  private static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "required": ["verdict", "score", "kind", "references"],
       "properties": {"verdict": {"type": "boolean"}, "score": {"type": "integer", "minimum": 1, "maximum": 10},
        "kind": {"enum": ["alpha", "beta"]}, "references": {"type": "array", "items": {"enum": ["m1", "m2"]}}}}""";

  @ParameterizedTest
  @EnumSource(Malformation.class)
  void eachKindIsWrongInItsOwnWay(Malformation kind) throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--malformed-rate", "1", "--malformed-kinds", kind.label())) {
      for (int i = 0; i < 20; i++) {
        var response = simulator.chat(question("text " + i, SCHEMA));
        assertThat(response.statusCode()).isEqualTo(200);
        if (kind == Malformation.NOT_JSON) {
          assertThat(response.body()).startsWith("<html>");
          continue;
        }
        check(kind, json(response).at("/choices/0"));
      }
      assertThat(simulator.counters().at("/malformed/" + kind.label()).asInt()).isEqualTo(20);
    }
  }

  private static void check(Malformation kind, JsonNode choice) throws Exception {
    String content = choice.at("/message/content").asText();
    switch (kind) {
      case WRONG_TYPE, OUT_OF_BOUNDS, UNKNOWN_CATEGORY, INVENTED_ID, WRONG_COUNT ->
          assertThat(
                  SchemaRegistry.withDefaultDialect(Dialects.getDraft202012())
                      .getSchema(JSON.readTree(SCHEMA))
                      .validate(JSON.readTree(content)))
              .isNotEmpty();
      case NAN -> {
        assertThat(content).contains(":NaN");
        assertThatThrownBy(() -> JSON.readTree(content))
            .isInstanceOf(JsonProcessingException.class);
      }
      case TRUNCATED -> {
        assertThat(choice.get("finish_reason").asText()).isEqualTo("length");
        assertThatThrownBy(() -> JSON.readTree(content))
            .isInstanceOf(JsonProcessingException.class);
      }
      case PROSE -> assertThat(content).contains("```json\n{\"verdict\":").endsWith("?");
      case REFUSAL -> {
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/refusal").asText()).startsWith("I'm sorry");
      }
      case EMPTY -> assertThat(content).isEmpty();
      case DUPLICATE_KEYS -> assertThat(content).matches("\\{\"(\\w+)\":null,.*\"\\1\":.*\\}");
      case HUGE -> assertThat(content).hasSizeGreaterThan(1 << 20);
      case NOT_JSON -> throw new AssertionError();
    }
  }
}
