package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The one question that every contestant asks of every conversation. */
final class JudgeQuestion {

  /** The question; peers have it in their own words' frame. */
  static final String TEXT = "Did the agent apologise at least once?";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},\"value\":{\"type\":\"boolean\"}},"
          + "\"required\":[\"reason\",\"value\"],\"additionalProperties\":false}";

  private JudgeQuestion() {}

  /** The question about each of the first conversations of an archive. */
  static List<String> prompts(Path archive, int count) throws IOException {
    try (Stream<String> lines = Files.lines(archive)) {
      return lines.limit(count).map(JudgeQuestion::prompt).toList();
    }
  }

  private static String prompt(String line) {
    try {
      StringBuilder prompt = new StringBuilder();
      for (JsonNode message : JSON.readTree(line).get("messages")) {
        prompt
            .append(message.get("sender").asText())
            .append(": ")
            .append(message.get("message").asText())
            .append('\n');
      }
      return prompt.append("\n").append(TEXT).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read an archive of our own making", e);
    }
  }

  /** A request for a chat completion. */
  static String request(String prompt) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("model", "judge-simulator");
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", "answer")
        .put("strict", true)
        .set("schema", JSON.readTree(SCHEMA));
    return JSON.writeValueAsString(body);
  }
}
