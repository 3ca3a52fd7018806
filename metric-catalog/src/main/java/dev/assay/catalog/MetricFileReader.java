package dev.assay.catalog;

import dev.assay.catalog.yaml.FileProblem;
import dev.assay.catalog.yaml.YamlMap;
import dev.assay.catalog.yaml.YamlValues;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads the metrics of one YAML file. */
final class MetricFileReader {
  private static final int MAX_NESTING = 100;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final FileProblems problems;
  private final LoadSettings settings;

  private MetricFileReader(Path file) {
    this.problems = new FileProblems(file);
    this.settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .build();
  }

  /**
   * A file's metrics and problems.
   *
   * @param metrics in the file's order, broken ones too
   */
  record Contents(List<FileMetric> metrics, List<FileProblem> problems) {}

  static Contents read(Path file) {
    MetricFileReader reader = new MetricFileReader(file);
    List<FileMetric> metrics = reader.text(file).map(reader::metrics).orElse(List.of());
    return new Contents(metrics, reader.problems.all());
  }

  private Optional<String> text(Path file) {
    try {
      String text = Files.readString(file);
      return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.add(1, "Cannot read the file: it is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      problems.add(1, "Cannot read the file: %s; check that it may be read".formatted(e));
    }
    return Optional.empty();
  }

  private List<FileMetric> metrics(String text) {
    List<FileMetric> metrics = new ArrayList<>();
    try {
      if (isNestedTooDeeply(text)) {
        return metrics;
      }
      MetricNodeReader reader = new MetricNodeReader(new YamlValues(settings, problems), problems);
      boolean empty = true;
      for (Node document : new Compose(settings).composeAllFromString(text)) {
        empty = false;
        for (Node item : items(document)) {
          reader.read(item).ifPresent(metrics::add);
        }
      }
      if (empty) {
        problems.add(1, "Missing key 'metrics' in the file: it is empty; add a list of metrics");
      }
    } catch (ReaderException e) {
      problems.add(lineAt(text, e.getPosition()), "Invalid YAML: " + e.getMessage());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      problems.add(line, "Invalid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(1, "Invalid YAML: " + e.getMessage());
    }
    return metrics;
  }

  private List<Node> items(Node document) {
    return YamlMap.read(document, "a metric file", problems)
        .map(file -> file.allowOnly(Set.of("metrics")))
        .filter(file -> file.required("metrics").isPresent())
        .map(file -> file.items("metrics"))
        .orElse(List.of());
  }

  /** The composer recurses, so the depth is measured before it runs. */
  private boolean isNestedTooDeeply(String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_NESTING) {
        problems.add(
            event.getStartMark().map(Mark::getLine).orElse(0) + 1,
            "Invalid YAML: it is nested deeper than %d levels".formatted(MAX_NESTING));
        return true;
      }
    }
    return false;
  }

  private static int lineAt(String text, int position) {
    String before = text.substring(0, Math.min(Math.max(position, 0), text.length()));
    return Math.toIntExact(before.chars().filter(c -> c == '\n').count()) + 1;
  }
}
