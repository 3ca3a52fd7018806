package dev.assay.catalog.file;

import dev.assay.catalog.CatalogException;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.yaml.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Metrics as code: YAML files in the form that the module's SPEC.md describes. Every problem of
 * every file is found at once, each with file and line.
 */
public final class MetricFiles {
  private final List<FileMetric> metrics;
  private final List<FileProblem> problems;

  private MetricFiles(List<FileMetric> metrics, List<FileProblem> problems) {
    this.metrics = metrics;
    this.problems = problems;
  }

  /**
   * Reads a file, or all {@code .yaml} and {@code .yml} files below a directory; hidden ones are
   * passed over, links to directories are not followed.
   *
   * @return the metrics, in the order of file paths and lines
   * @throws InvalidMetricFiles with every problem
   * @throws MetricFilesUnreadable when there is no such file or directory, or no YAML file in it
   */
  public static List<MetricDefinition> read(Path fileOrDirectory, DefinitionCheck check) {
    MetricFiles files = examine(fileOrDirectory, check);
    files.throwIfBroken(List.of());
    return files.soundDefinitions();
  }

  static MetricFiles examine(Path fileOrDirectory, DefinitionCheck check) {
    List<FileMetric> metrics = new ArrayList<>();
    List<FileProblem> problems = new ArrayList<>();
    for (Path file : find(fileOrDirectory)) {
      MetricFileReader.Contents contents = MetricFileReader.read(file);
      metrics.addAll(contents.metrics());
      problems.addAll(contents.problems());
    }
    MetricFiles files = new MetricFiles(metrics, problems);
    files.reportDuplicateNames();
    files.runCheck(check);
    return files;
  }

  /** The definitions without a problem of their own; other metrics of the files may have some. */
  List<MetricDefinition> soundDefinitions() {
    return metrics.stream().filter(FileMetric::isSound).map(FileMetric::definition).toList();
  }

  /**
   * @param refused what the store says against the definitions
   */
  void throwIfBroken(List<CatalogException.ValueTypeChanged> refused) {
    List<FileProblem> all = new ArrayList<>(problems);
    for (CatalogException.ValueTypeChanged change : refused) {
      metrics.stream()
          .filter(metric -> metric.definition().name().equals(change.metricName()))
          .map(metric -> metric.locate(change))
          .forEach(all::add);
    }
    if (!all.isEmpty()) {
      all.sort(Comparator.comparing(FileProblem::file).thenComparing(FileProblem::line));
      throw new InvalidMetricFiles(all);
    }
  }

  private void reportDuplicateNames() {
    Map<String, FileMetric> byName = new HashMap<>();
    for (FileMetric metric : metrics) {
      if (metric.isNamed()) {
        FileMetric first = byName.putIfAbsent(metric.definition().name(), metric);
        if (first != null) {
          problems.add(metric.duplicateOf(first));
        }
      }
    }
  }

  private void runCheck(DefinitionCheck check) {
    for (FileMetric metric : metrics) {
      if (metric.isCheckable()) {
        check.check(metric.definition()).stream().map(metric::locate).forEach(problems::add);
      }
    }
  }

  private static List<Path> find(Path fileOrDirectory) {
    if (!Files.exists(fileOrDirectory)) {
      throw new MetricFilesUnreadable(
          "Cannot read metrics from %s: there is no such file or directory. Check the path."
              .formatted(fileOrDirectory),
          null);
    }
    if (!Files.isDirectory(fileOrDirectory)) {
      return List.of(fileOrDirectory);
    }
    List<Path> files = new ArrayList<>();
    try {
      collect(fileOrDirectory, files);
    } catch (IOException e) {
      throw new MetricFilesUnreadable(
          "Cannot read metrics from %s: %s. Check that it may be read."
              .formatted(fileOrDirectory, e),
          e);
    }
    if (files.isEmpty()) {
      throw new MetricFilesUnreadable(
          "Cannot read metrics from %s: it holds no .yaml or .yml file. Check the path."
              .formatted(fileOrDirectory),
          null);
    }
    return files;
  }

  private static void collect(Path directory, List<Path> files) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.sorted().toList()) {
        String name = String.valueOf(child.getFileName()).toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
          continue;
        }
        if (Files.isDirectory(child)) {
          if (!Files.isSymbolicLink(child)) {
            collect(child, files);
          }
        } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
          files.add(child);
        }
      }
    }
  }
}
