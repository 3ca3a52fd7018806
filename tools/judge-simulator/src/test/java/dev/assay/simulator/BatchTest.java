package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.JSON;
import static dev.assay.simulator.RunningSimulator.json;
import static dev.assay.simulator.RunningSimulator.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final String SCHEMA =
      "{\"type\": \"object\", \"properties\": {\"score\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 10}}}";
  private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

  private static String line(String id, String body) {
    return "{\"custom_id\": \"%s\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": %s}"
        .formatted(id, body);
  }

  private static List<String> lines(int count) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line("cell-" + i, question("text " + i, SCHEMA)));
    }
    return lines;
  }

  private static HttpResponse<String> upload(
      RunningSimulator simulator, String purpose, String text) throws Exception {
    String form =
        """
        --limit\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        %s\r
        --limit\r
        Content-Disposition: form-data; name="file"; filename="requests.jsonl"\r
        Content-Type: application/jsonl\r
        \r
        %s\r
        --limit--\r
        """
            .formatted(purpose, text);
    return simulator
        .client()
        .send(
            HttpRequest.newBuilder(simulator.uri("/v1/files"))
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String submit(RunningSimulator simulator, List<String> lines) throws Exception {
    JsonNode file = json(upload(simulator, "batch", String.join("\n", lines)));
    assertThat(file.get("purpose").asText()).isEqualTo("batch");
    ObjectNode asked = JSON.createObjectNode();
    asked.put("input_file_id", file.get("id").asText());
    asked.put("endpoint", "/v1/chat/completions");
    asked.put("completion_window", "24h");
    asked.putObject("metadata").put("run", "run-1");
    JsonNode batch = json(simulator.post("/v1/batches", asked.toString()));
    assertThat(batch.get("status").asText()).isEqualTo("validating");
    assertThat(batch.at("/metadata/run").asText()).isEqualTo("run-1");
    return batch.get("id").asText();
  }

  private static JsonNode awaitEnd(RunningSimulator simulator, String id) throws Exception {
    JsonNode batch;
    do {
      batch = json(simulator.get("/v1/batches/" + id));
    } while (!ENDS.contains(batch.get("status").asText()));
    return batch;
  }

  private static List<JsonNode> content(RunningSimulator simulator, JsonNode fileId)
      throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    String text = simulator.get("/v1/files/%s/content".formatted(fileId.asText())).body();
    for (String line : text.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void aBatchGivesTheSameAnswersAsTheDirectLaneAtHalfThePrice() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--batch-delay", "200ms")) {
      Map<String, String> direct = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        direct.put("cell-" + i, simulator.content(question("text " + i, SCHEMA)));
      }
      JsonNode batch = awaitEnd(simulator, submit(simulator, lines(100)));
      assertThat(batch.get("status").asText()).isEqualTo("completed");
      assertThat(batch.get("request_counts"))
          .isEqualTo(JSON.readTree("{\"total\": 100, \"completed\": 100, \"failed\": 0}"));
      assertThat(batch.get("error_file_id").isNull()).isTrue();
      Map<String, String> batched = new HashMap<>();
      for (JsonNode line : content(simulator, batch.get("output_file_id"))) {
        assertThat(line.get("error").isNull()).isTrue();
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
        batched.put(
            line.get("custom_id").asText(),
            line.at("/response/body/choices/0/message/content").asText());
      }
      assertThat(batched).isEqualTo(direct);
      JsonNode counters = simulator.counters();
      assertThat(counters.at("/batch/billed").asInt()).isEqualTo(100);
      assertThat(counters.at("/batch/input_tokens")).isEqualTo(counters.at("/direct/input_tokens"));
      assertThat(counters.at("/batch/cost").doubleValue() * 2)
          .isEqualTo(counters.at("/direct/cost").doubleValue());
    }
  }

  @Test
  void requestsThatFailGoToTheErrorFile() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--batch-delay", "0")) {
      List<String> lines = lines(5);
      lines.add(line("bad", "{\"model\": \"some-model\", \"messages\": []}"));
      JsonNode batch = awaitEnd(simulator, submit(simulator, lines));
      assertThat(batch.at("/request_counts/failed").asInt()).isEqualTo(1);
      List<JsonNode> errors = content(simulator, batch.get("error_file_id"));
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0).get("custom_id").asText()).isEqualTo("bad");
      assertThat(errors.get(0).at("/response/status_code").asInt()).isEqualTo(400);
      assertThat(errors.get(0).at("/response/body/error/param").asText()).isEqualTo("messages");
    }
  }

  @Test
  void aFileWithBadLinesFailsAsAWhole() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      List<String> lines = lines(2);
      lines.add("no json");
      lines.add(lines.get(0));
      lines.add(lines.get(1).replace("chat/completions", "embeddings").replace("cell-1", "cell-9"));
      JsonNode batch = awaitEnd(simulator, submit(simulator, lines));
      assertThat(batch.get("status").asText()).isEqualTo("failed");
      assertThat(batch.at("/errors/data").findValuesAsText("code"))
          .containsExactly("invalid_json_line", "duplicate_custom_id", "invalid_url");
      assertThat(batch.at("/errors/data").findValuesAsText("line")).containsExactly("3", "4", "5");
      assertThat(simulator.counters().at("/batch/billed").asInt()).isZero();
      assertThat(
              awaitEnd(simulator, submit(simulator, List.of("")))
                  .at("/errors/data/0/code")
                  .asText())
          .isEqualTo("empty_file");
    }
  }

  @Test
  void aCancelledBatchKeepsWhatItHas() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--batch-delay", "1h")) {
      String id = submit(simulator, lines(10));
      JsonNode cancelled = json(simulator.post("/v1/batches/%s/cancel".formatted(id), ""));
      assertThat(cancelled.get("status").asText()).isIn("cancelling", "cancelled");
    }
    try (RunningSimulator simulator = new RunningSimulator("--batch-delay", "2s")) {
      String id = submit(simulator, lines(50));
      JsonNode batch;
      do {
        batch = json(simulator.get("/v1/batches/" + id));
      } while (batch.at("/request_counts/completed").asInt() < 5);
      simulator.post("/v1/batches/%s/cancel".formatted(id), "");
      JsonNode end = awaitEnd(simulator, id);
      assertThat(end.get("status").asText()).isEqualTo("cancelled");
      int kept = end.at("/request_counts/completed").asInt();
      assertThat(kept).isBetween(5, 49);
      assertThat(content(simulator, end.get("output_file_id"))).hasSize(kept);
      assertThat(simulator.post("/v1/batches/%s/cancel".formatted(id), "").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aBatchThatExpiresSaysWhatWasNotDone() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--batch-delay", "2s", "--batch-expiry", "400ms")) {
      JsonNode batch = awaitEnd(simulator, submit(simulator, lines(50)));
      assertThat(batch.get("status").asText()).isEqualTo("expired");
      int completed = batch.at("/request_counts/completed").asInt();
      List<JsonNode> errors = content(simulator, batch.get("error_file_id"));
      assertThat(completed).isBetween(1, 49);
      assertThat(errors).hasSize(50 - completed);
      assertThat(errors.get(0).at("/error/code").asText()).isEqualTo("batch_expired");
      assertThat(errors.get(0).get("response").isNull()).isTrue();
    }
  }

  @Test
  void batchesAreListedNewestFirstPageByPage() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--batch-delay", "0")) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(0, submit(simulator, lines(1)));
      }
      JsonNode first = json(simulator.get("/v1/batches?limit=2"));
      assertThat(first.get("data").findValuesAsText("id"))
          .containsExactlyElementsOf(ids.subList(0, 2));
      assertThat(first.get("has_more").asBoolean()).isTrue();
      JsonNode rest =
          json(simulator.get("/v1/batches?limit=100&after=" + first.get("last_id").asText()));
      assertThat(rest.get("data").findValuesAsText("id"))
          .containsExactlyElementsOf(ids.subList(2, 5));
      assertThat(rest.get("has_more").asBoolean()).isFalse();
      assertThat(simulator.get("/v1/batches?limit=0").statusCode()).isEqualTo(400);
      assertThat(simulator.get("/v1/batches/none").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void filesAreKeptDescribedAndDeleted() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator()) {
      assertThat(upload(simulator, "fine-tune", "x").statusCode()).isEqualTo(400);
      JsonNode file = json(upload(simulator, "batch", "{\"ü\": 1}\n"));
      String path = "/v1/files/" + file.get("id").asText();
      assertThat(file.get("bytes").asInt()).isEqualTo(10);
      assertThat(simulator.get(path + "/content").body()).isEqualTo("{\"ü\": 1}\n");
      assertThat(json(simulator.get(path))).isEqualTo(file);
      assertThat(json(simulator.get("/v1/files")).at("/data/0")).isEqualTo(file);
      HttpRequest delete = HttpRequest.newBuilder(simulator.uri(path)).DELETE().build();
      assertThat(simulator.client().send(delete, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      assertThat(simulator.get(path).statusCode()).isEqualTo(404);
    }
  }
}
