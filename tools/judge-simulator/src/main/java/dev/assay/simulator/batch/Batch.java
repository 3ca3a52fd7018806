package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One batch on its way. Not thread-safe. */
final class Batch {

  private static final long WINDOW_SECONDS = 24 * 3600;

  enum Status {
    VALIDATING,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    FAILED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String id;
  private final String inputFileId;
  private final String endpoint;
  private final JsonNode metadata;
  private final Map<Status, Long> times = new LinkedHashMap<>();
  private final long createdSeconds = nowSeconds();
  private final BatchOutput output = new BatchOutput();
  private Status status = Status.VALIDATING;
  private List<BatchInput.Line> lines = List.of();
  private ArrayNode errors = Json.array();
  private Optional<String> outputFileId = Optional.empty();
  private Optional<String> errorFileId = Optional.empty();

  Batch(String id, String inputFileId, String endpoint, JsonNode metadata) {
    this.id = id;
    this.inputFileId = inputFileId;
    this.endpoint = endpoint;
    this.metadata = metadata;
  }

  String id() {
    return id;
  }

  String inputFileId() {
    return inputFileId;
  }

  String endpoint() {
    return endpoint;
  }

  Status status() {
    return status;
  }

  void become(Status next) {
    status = next;
    times.put(next, nowSeconds());
  }

  void accept(BatchInput input) {
    lines = input.lines();
    errors = input.errors();
    become(errors.isEmpty() ? Status.IN_PROGRESS : Status.FAILED);
  }

  int total() {
    return lines.size();
  }

  int done() {
    return output.completed() + output.failed();
  }

  void answerNext(BatchWork work) {
    BatchInput.Line line = lines.get(done());
    output.add(line, work.inBatch(line.body()));
  }

  void expireRest() {
    while (done() < total()) {
      output.expired(lines.get(done()));
    }
  }

  /** Makes the files that have something in them. */
  void store(StoredFiles files) {
    if (output.results().length > 0) {
      outputFileId = Optional.of(keep(files, "output", output.results()));
    }
    if (output.errors().length > 0) {
      errorFileId = Optional.of(keep(files, "error", output.errors()));
    }
  }

  private String keep(StoredFiles files, String what, byte[] content) {
    return files.add("%s_%s.jsonl".formatted(id, what), "batch_output", content).id();
  }

  ObjectNode describe() {
    ObjectNode batch = Json.object();
    batch.put("id", id);
    batch.put("object", "batch");
    batch.put("endpoint", endpoint);
    if (errors.isEmpty()) {
      batch.putNull("errors");
    } else {
      batch.putObject("errors").put("object", "list").set("data", errors);
    }
    batch.put("input_file_id", inputFileId);
    batch.put("completion_window", "24h");
    batch.put("status", status.label());
    batch.put("output_file_id", outputFileId.orElse(null));
    batch.put("error_file_id", errorFileId.orElse(null));
    batch.put("created_at", createdSeconds);
    batch.put("expires_at", createdSeconds + WINDOW_SECONDS);
    for (Status reached : Status.values()) {
      if (reached != Status.VALIDATING) {
        batch.put(reached.label() + "_at", times.get(reached));
      }
    }
    ObjectNode counts = batch.putObject("request_counts");
    counts.put("total", total());
    counts.put("completed", output.completed());
    counts.put("failed", output.failed());
    batch.set("metadata", metadata);
    return batch;
  }

  private static long nowSeconds() {
    return System.currentTimeMillis() / 1000;
  }
}
