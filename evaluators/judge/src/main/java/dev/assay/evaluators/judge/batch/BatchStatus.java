package dev.assay.evaluators.judge.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.judge.client.Reply;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a batch.
 *
 * @param id at the provider
 * @param status such as {@code in_progress}
 * @param done requests that are over
 * @param total requests of it; 0 before the provider has counted them
 * @param outputFileId of the answers, or null
 * @param errorFileId of requests that failed, or null
 * @param errors why the batch has failed, for a person; or empty
 */
record BatchStatus(
    String id,
    String status,
    long done,
    long total,
    @Nullable String outputFileId,
    @Nullable String errorFileId,
    String errors) {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

  /** Reads a reply; empty when it is no batch. */
  static Optional<BatchStatus> read(Reply reply) {
    return json(reply).flatMap(BatchStatus::of);
  }

  static Optional<BatchStatus> of(JsonNode batch) {
    String id = batch.path("id").asText("");
    String status = batch.path("status").asText("");
    if (id.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    JsonNode counts = batch.path("request_counts");
    StringBuilder errors = new StringBuilder();
    batch
        .path("errors")
        .path("data")
        .forEach(
            error -> {
              if (errors.isEmpty()) {
                errors.append(
                    OneLine.of(
                        "%s %s"
                            .formatted(
                                error.path("code").asText(""), error.path("message").asText(""))));
              }
            });
    return Optional.of(
        new BatchStatus(
            id,
            status,
            counts.path("completed").asLong() + counts.path("failed").asLong(),
            counts.path("total").asLong(),
            text(batch.path("output_file_id")),
            text(batch.path("error_file_id")),
            errors.toString()));
  }

  /** The JSON of a reply. */
  static Optional<JsonNode> json(Reply reply) {
    String body = reply.body();
    try {
      return body == null ? Optional.empty() : Optional.of(MAPPER.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether nothing will change any more. */
  boolean isEnd() {
    return ENDS.contains(status);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }
}
