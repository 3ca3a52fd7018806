package dev.assay.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.benchmarks.ServerProcess;
import dev.assay.cli.fixture.TestConversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Users who have a server evaluate conversations of October, over HTTP, again and again.
 *
 * @param server in a process of its own
 */
record Users(ServerProcess server) implements AutoCloseable {

  private static final List<String> METRICS = List.of("Apologised", "Polite", "Helped");
  private static final int ROUNDS = 2;
  private static final int EACH = 6;

  static Users of(Rush rush, Path home) {
    try {
      return new Users(
          ServerProcess.start(Path.of("..").toAbsolutePath(), home, rush.settings(), "evaluator"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Evaluates some conversations twice; the later results replace the earlier ones. */
  void evaluate() {
    try {
      String metrics = new ObjectMapper().writeValueAsString(metrics());
      for (int round = 0; round < ROUNDS; round++) {
        for (int number = 0; number < Rush.OLD; number += EACH) {
          var unused =
              server.post(
                  "metric/evaluate",
                  "{\"metric_ids\": %s, \"conversation_id\": \"%s\"}"
                      .formatted(metrics, TestConversation.id(number)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The ids of the metrics that users look at. */
  private List<String> metrics() throws IOException, InterruptedException {
    JsonNode all = new ObjectMapper().readTree(server.get("metric/")).path("metrics");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(metric -> METRICS.contains(metric.path("name").asText()))
        .map(metric -> metric.path("id").asText())
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
