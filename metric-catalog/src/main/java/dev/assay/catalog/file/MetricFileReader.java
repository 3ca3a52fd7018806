package dev.assay.catalog.file;

import dev.assay.catalog.yaml.FileProblem;
import dev.assay.catalog.yaml.YamlFile;
import dev.assay.catalog.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the metrics of one YAML file. */
final class MetricFileReader {

  private MetricFileReader() {}

  /**
   * A file's metrics and problems.
   *
   * @param metrics in the file's order, broken ones too
   */
  record Contents(List<FileMetric> metrics, List<FileProblem> problems) {}

  static Contents read(Path path) {
    YamlFile file = new YamlFile(path);
    MetricNodeReader reader = new MetricNodeReader(file);
    List<FileMetric> metrics = new ArrayList<>();
    List<YamlNode> documents = file.documents();
    for (YamlNode document : documents) {
      for (YamlNode item : items(document)) {
        reader.read(item).ifPresent(metrics::add);
      }
    }
    if (documents.isEmpty() && file.problemCount() == 0) {
      file.report(1, "Missing key 'metrics' in the file: it is empty; add a list of metrics");
    }
    return new Contents(metrics, file.problems());
  }

  private static List<YamlNode> items(YamlNode document) {
    return document
        .map("a metric file")
        .map(file -> file.allowOnly(Set.of("metrics")))
        .filter(file -> file.required("metrics").isPresent())
        .map(file -> file.items("metrics"))
        .orElse(List.of());
  }
}
