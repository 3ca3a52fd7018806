package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.installation.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a run says that it did, in the report that it leaves under the home.
 *
 * @param added conversations seen for the first time
 * @param changed conversations with another content than before
 * @param planned evaluations
 * @param answered of those, evaluations that have a result
 * @param failed of those, evaluations that failed
 */
record NightReport(long added, long changed, long planned, long answered, long failed) {

  /** The reports of a home. */
  static Set<Path> all(Path home) throws IOException {
    Path folder = new Home(home).reports();
    if (!Files.exists(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("run-\\w+\\.json"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static NightReport read(Path file) throws IOException {
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    JsonNode metrics = report.required("metrics");
    return new NightReport(
        report.required("ingest").required("newConversations").asLong(),
        report.required("ingest").required("changedConversations").asLong(),
        sum(metrics, "planned"),
        sum(metrics, "scored") + sum(metrics, "notApplicable"),
        sum(metrics, "failed"));
  }

  /** What both did together. */
  NightReport plus(NightReport other) {
    return new NightReport(
        added + other.added,
        changed + other.changed,
        planned + other.planned,
        answered + other.answered,
        failed + other.failed);
  }

  private static long sum(JsonNode metrics, String field) {
    return StreamSupport.stream(metrics.spliterator(), false)
        .mapToLong(metric -> metric.required(field).asLong())
        .sum();
  }
}
