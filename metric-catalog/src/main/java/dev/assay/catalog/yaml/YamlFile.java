package dev.assay.catalog.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/**
 * One YAML file while it is read. Gathers what is wrong with it instead of failing, so that all of
 * it can be told at once. Single-threaded.
 */
public final class YamlFile {
  private static final int MAX_NESTING = 100;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path path;
  private final LoadSettings yaml;
  private final YamlValues values;
  private final List<FileProblem> problems = new ArrayList<>();

  /** A file that is not read yet. */
  public YamlFile(Path path) {
    this.path = path;
    this.yaml =
        LoadSettings.builder()
            .setLabel(path.toString())
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .build();
    this.values = new YamlValues(yaml, this);
  }

  public Path path() {
    return path;
  }

  /** What is wrong with it, as far as it was looked at. */
  public List<FileProblem> problems() {
    return List.copyOf(problems);
  }

  /** How many problems there are so far. */
  public int problemCount() {
    return problems.size();
  }

  /**
   * Notes a problem.
   *
   * @param line from 1; 0 for the file as a whole
   */
  public void report(int line, String message) {
    problems.add(new FileProblem(path, line, message));
  }

  /** The file's documents, up to where it is no YAML; what is wrong is noted. */
  public List<YamlNode> documents() {
    List<YamlNode> documents = new ArrayList<>();
    Optional<String> text = text();
    if (text.isEmpty()) {
      return documents;
    }
    try {
      if (!isNestedTooDeeply(text.get())) {
        for (Node document : new Compose(yaml).composeAllFromString(text.get())) {
          documents.add(new YamlNode(document, this));
        }
      }
    } catch (ReaderException e) {
      report(lineAt(text.get(), e.getPosition()), "Invalid YAML: " + e.getMessage());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      report(line, "Invalid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      report(1, "Invalid YAML: " + e.getMessage());
    }
    return documents;
  }

  /**
   * The mapping that the file is; an empty one when it is empty or, which is noted, something else.
   *
   * @param what it is, with its article, for messages
   */
  public YamlMap map(String what) {
    List<YamlNode> documents = documents();
    if (documents.size() > 1) {
      documents.get(1).report("Invalid YAML: it holds several documents; keep one");
    }
    return documents.stream()
        .findFirst()
        .filter(document -> !document.isNull())
        .flatMap(document -> document.map(what))
        .orElseGet(() -> new YamlMap(this, 0, what));
  }

  YamlValues values() {
    return values;
  }

  private Optional<String> text() {
    try {
      String text = Files.readString(path);
      return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (NoSuchFileException e) {
      report(0, "no such file");
    } catch (CharacterCodingException e) {
      report(0, "Cannot read the file: it is not UTF-8; save it as UTF-8");
    } catch (IOException e) {
      report(0, "Cannot read the file: %s; check that it may be read".formatted(e));
    }
    return Optional.empty();
  }

  /** The composer recurses, so the depth is measured before it runs. */
  private boolean isNestedTooDeeply(String text) {
    int depth = 0;
    for (Event event : new Parse(yaml).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_NESTING) {
        report(
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
