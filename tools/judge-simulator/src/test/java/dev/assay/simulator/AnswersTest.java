package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.JSON;
import static dev.assay.simulator.RunningSimulator.json;
import static dev.assay.simulator.RunningSimulator.plain;
import static dev.assay.simulator.RunningSimulator.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final String SCHEMA =
      """
      {"type": "object", "required": ["verdict", "score", "kind", "why"], "properties": {
        "verdict": {"type": ["boolean", "null"]}, "score": {"type": "integer", "minimum": 1, "maximum": 10},
        "kind": {"enum": ["a", "b", "c"]}, "why": {"type": "string"},
        "references": {"type": "array", "items": {"enum": ["m1", "m2", "m3"]}}}}""";

  @Test
  void theSameRequestGetsTheSameAnswerInWhateverOrderAndServer() throws Exception {
    Map<Integer, String> forwards = new HashMap<>();
    try (RunningSimulator simulator = new RunningSimulator("--seed", "7")) {
      for (int i = 0; i < 50; i++) {
        forwards.put(i, simulator.content(question("conversation " + i, SCHEMA)));
      }
    }
    assertThat(forwards.values().stream().distinct().count()).isGreaterThan(45);
    try (RunningSimulator simulator = new RunningSimulator("--seed", "7")) {
      for (int i = 49; i >= 0; i--) {
        assertThat(simulator.content(question("conversation " + i, SCHEMA)))
            .isEqualTo(forwards.get(i));
        assertThat(simulator.content(question("conversation " + i, SCHEMA)))
            .isEqualTo(forwards.get(i));
      }
    }
    try (RunningSimulator other = new RunningSimulator("--seed", "8")) {
      int same = 0;
      for (int i = 0; i < 50; i++) {
        same +=
            other.content(question("conversation " + i, SCHEMA)).equals(forwards.get(i)) ? 1 : 0;
      }
      assertThat(same).isLessThan(5);
    }
  }

  @Test
  void aValueDependsOnItsOwnNameAndNotOnWhatElseIsAsked() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      String alone = "{\"type\": \"object\", \"properties\": {\"score\": {\"type\": \"integer\"}}}";
      String both =
          "{\"type\": \"object\", \"properties\": {\"more\": {\"type\": \"boolean\"}, \"score\": {\"type\": \"integer\"}}}";
      for (int i = 0; i < 20; i++) {
        JsonNode first = JSON.readTree(simulator.content(question("text " + i, alone)));
        JsonNode second = JSON.readTree(simulator.content(question("text " + i, both)));
        assertThat(second.get("score")).isEqualTo(first.get("score"));
      }
    }
  }

  @Test
  void valuesAreSpreadOverAllThatTheSchemaAllows() throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    int requests = 2000;
    try (RunningSimulator simulator = new RunningSimulator("--null-rate", "0.2")) {
      for (int i = 0; i < requests; i++) {
        JsonNode answer = JSON.readTree(simulator.content(question("text " + i, SCHEMA)));
        seen.merge("verdict " + answer.get("verdict"), 1, Integer::sum);
        seen.merge("score " + answer.get("score"), 1, Integer::sum);
        seen.merge("kind " + answer.get("kind"), 1, Integer::sum);
      }
    }
    assertThat(seen).hasSize(3 + 10 + 3);
    // Four standard deviations of a binomial count.
    assertThat(seen.get("verdict null")).isCloseTo(400, within(72));
    assertThat(seen.get("verdict true")).isCloseTo(800, within(88));
    assertThat(seen.get("kind \"a\"")).isCloseTo(667, within(85));
    for (int score = 1; score <= 10; score++) {
      assertThat(seen.get("score " + score)).isCloseTo(200, within(54));
    }
  }

  @Test
  void whatTheSchemaLeavesOpenIsTakenFromThePrompt() throws Exception {
    String part =
        "{\"type\": \"object\", \"properties\": {\"messages\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}},"
            + " \"applicable\": {\"type\": \"boolean\"}, \"value\": {\"type\": [\"number\", \"null\"]}}}";
    String schema =
        "{\"type\": \"object\", \"properties\": {\"answers\": {\"type\": \"object\", \"properties\": {\"q1\": %s, \"q2\": %s}}}}"
            .formatted(part, part);
    int notApplicable = 0;
    int references = 0;
    try (RunningSimulator simulator = new RunningSimulator("--null-rate", "0.3")) {
      for (int i = 0; i < 100; i++) {
        String prompt =
            "Answer q1 and q2.\n\n{\"id\":\"m1\",\"text\":\"from 8 to 9\"}\n{\"id\":\"m2\",\"text\":\"%d\"}\n\n"
                    .formatted(i)
                + "q1: How kind? A number from 1 to 3\nq2: How warm? A number between -20 and -10.5\n";
        JsonNode answers =
            JSON.readTree(simulator.content(question(prompt, schema))).get("answers");
        check(answers.get("q1"), 1, 3);
        check(answers.get("q2"), -20, -10.5);
        notApplicable += answers.at("/q1/applicable").booleanValue() ? 0 : 1;
        references += answers.at("/q1/messages").size();
      }
    }
    assertThat(notApplicable).isCloseTo(30, within(19));
    assertThat(references).isGreaterThan(50);
  }

  private static void check(JsonNode answer, double least, double most) {
    assertThat(answer.get("value").isNull()).isEqualTo(!answer.get("applicable").booleanValue());
    if (!answer.get("value").isNull()) {
      assertThat(answer.get("value").doubleValue()).isBetween(least, most);
    }
    answer.get("messages").forEach(id -> assertThat(id.asText()).isIn("m1", "m2"));
  }

  @Test
  void theAnswerHasTheFormOfAChatCompletion() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      HttpResponse<String> response = simulator.chat(question("ä".repeat(400), SCHEMA));
      JsonNode body = json(response);
      assertThat(response.headers().firstValue("content-type")).contains("application/json");
      assertThat(body.get("object").asText()).isEqualTo("chat.completion");
      assertThat(body.get("model").asText()).isEqualTo("some-model");
      assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
      JsonNode usage = body.get("usage");
      int schemaBytes = JSON.readTree(SCHEMA).toString().length();
      // "user", two line ends and 800 bytes of UTF-8; four tokens for the message.
      assertThat(usage.get("prompt_tokens").asInt())
          .isEqualTo((806 + 3) / 4 + 4 + (schemaBytes + 3) / 4);
      int contentBytes = body.at("/choices/0/message/content").asText().length();
      assertThat(usage.get("completion_tokens").asInt()).isEqualTo((contentBytes + 3) / 4);
    }
  }

  @Test
  void anAnswerIsCutAtTheMostTokensThatItMayHave() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      ObjectNode request = (ObjectNode) JSON.readTree(question("text", SCHEMA));
      JsonNode body = json(simulator.chat(request.put("max_tokens", 5).toString()));
      assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
      assertThat(body.at("/choices/0/message/content").asText()).hasSize(20);
      assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    }
  }

  @Test
  void aSchemaInThePromptIsFollowedWhenTheRequestHasNone() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      ObjectNode request =
          plain("Not {this}, not {\"a\": 1}. Answer with JSON like this:\n" + SCHEMA);
      request.putObject("response_format").put("type", "json_object");
      assertThat(JSON.readTree(simulator.content(request.toString())).fieldNames())
          .toIterable()
          .containsExactly("verdict", "score", "kind", "why", "references");
      request.remove("response_format");
      assertThat(JSON.readTree(simulator.content(request.toString())).path("kind").asText())
          .isIn("a", "b", "c");
    }
  }

  @Test
  void aTextIsAnsweredWithOneOfTheGivenTexts() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--text-answer", "left", "--text-answer", "right, or not")) {
      Map<String, Integer> seen = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        seen.merge(simulator.content(plain("text " + i).toString()), 1, Integer::sum);
      }
      assertThat(seen).containsOnlyKeys("left", "right, or not");
    }
  }

  @Test
  void aToolIsCalledWithArgumentsOfItsSchema() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      ObjectNode request = plain("text");
      ObjectNode tool = request.putArray("tools").addObject().put("type", "function");
      tool.putObject("function").put("name", "grade").set("parameters", JSON.readTree(SCHEMA));
      request
          .putObject("tool_choice")
          .put("type", "function")
          .putObject("function")
          .put("name", "grade");
      JsonNode choice = json(simulator.chat(request.toString())).at("/choices/0");
      assertThat(choice.at("/finish_reason").asText()).isEqualTo("tool_calls");
      JsonNode call = choice.at("/message/tool_calls/0/function");
      assertThat(call.get("name").asText()).isEqualTo("grade");
      assertThat(JSON.readTree(call.get("arguments").asText()).path("kind").asText())
          .isIn("a", "b", "c");
    }
  }

  @Test
  void formatsCanBeRefused() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--refuse-format", "json_schema,json_object")) {
      HttpResponse<String> refused = simulator.chat(question("text", SCHEMA));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).at("/error/param").asText()).isEqualTo("response_format");
      assertThat(json(refused).at("/error/message").asText())
          .isEqualTo("Invalid parameter: 'json_schema' is not supported with this model.");
      ObjectNode request = plain("Schema: " + SCHEMA);
      assertThat(JSON.readTree(simulator.content(request.toString())).has("verdict")).isTrue();
      request.putObject("response_format").put("type", "json_object");
      assertThat(simulator.chat(request.toString()).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aSchemaThatCannotBeFollowedIsRefusedAndNotIgnored() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      for (String schema :
          new String[] {
            "{\"type\": \"string\", \"pattern\": \"^a+$\"}",
            "{\"type\": \"integer\", \"minimum\": 3, \"maximum\": 2}",
            "{\"$ref\": \"#/nowhere\"}",
            "{\"$ref\": \"#\"}",
            "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#\"}}}",
            "{\"type\": \"array\", \"minItems\": 100000, \"items\": {\"type\": \"boolean\"}}",
            "{\"enum\": []}",
            "{\"type\": \"what\"}"
          }) {
        HttpResponse<String> refused = simulator.chat(question("text", schema));
        assertThat(refused.statusCode()).as(schema).isEqualTo(400);
        assertThat(json(refused).at("/error/message").asText())
            .as(schema)
            .startsWith("Invalid schema at '");
      }
    }
  }

  @Test
  void modelsAreListedAndOthersNotFound() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--model", "one,two")) {
      assertThat(json(simulator.get("/v1/models")).at("/data/1/id").asText()).isEqualTo("two");
      assertThat(simulator.get("/v1/models/one").statusCode()).isEqualTo(200);
      HttpResponse<String> unknown = simulator.chat(plain("text").toString());
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(json(unknown).at("/error/code").asText()).isEqualTo("model_not_found");
      assertThat(simulator.chat(plain("text").put("model", "two").toString()).statusCode())
          .isEqualTo(200);
    }
  }
}
