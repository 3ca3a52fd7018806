package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests of a batch's input file.
 *
 * @param lines that are good
 * @param errors that the batch fails with, if there are any
 */
record BatchInput(List<Line> lines, ArrayNode errors) {

  static final int MAX_LINES = 50_000;

  /** One request. */
  record Line(String customId, ObjectNode body) {}

  static BatchInput read(ByteBuffer content, String endpoint) {
    List<Line> lines = new ArrayList<>();
    ArrayNode errors = Json.array();
    Set<String> ids = new HashSet<>();
    String model = "";
    int number = 0;
    for (String text : StandardCharsets.UTF_8.decode(content).toString().split("\n", -1)) {
      number++;
      if (text.isBlank()) {
        continue;
      }
      ObjectNode line;
      try {
        line = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
      } catch (ApiError e) {
        error(errors, "invalid_json_line", number, null, "This line is not parseable as JSON.");
        continue;
      }
      String id = line.path("custom_id").asText("");
      if (id.isEmpty()) {
        error(errors, "missing_required_parameter", number, "custom_id", "No custom_id.");
      } else if (!ids.add(id)) {
        error(errors, "duplicate_custom_id", number, "custom_id", "The custom_id came before.");
      } else if (!line.path("method").asText("").equals("POST")) {
        error(errors, "invalid_method", number, "method", "The method must be POST.");
      } else if (!line.path("url").asText("").equals(endpoint)) {
        error(errors, "invalid_url", number, "url", "The URL must be the batch's endpoint.");
      } else if (!(line.path("body") instanceof ObjectNode body)) {
        error(errors, "invalid_request", number, "body", "The body must be an object.");
      } else if (!model.isEmpty() && !model.equals(body.path("model").asText(""))) {
        error(errors, "mismatched_model", number, "body.model", "All models must be the same.");
      } else {
        model = body.path("model").asText("");
        lines.add(new Line(id, body));
      }
    }
    if (lines.isEmpty() && errors.isEmpty()) {
      error(errors, "empty_file", 1, null, "The input file is empty.");
    }
    if (lines.size() > MAX_LINES) {
      error(errors, "too_many_tasks", MAX_LINES + 1, null, "The limit is 50,000 requests.");
    }
    return new BatchInput(lines, errors);
  }

  private static void error(
      ArrayNode errors,
      String code,
      int line,
      @org.jspecify.annotations.Nullable String param,
      String message) {
    errors
        .addObject()
        .put("code", code)
        .put("message", message)
        .put("param", param)
        .put("line", line);
  }
}
