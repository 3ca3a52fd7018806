package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is true of conversations: the answers of a judge that never errs. */
public final class Labels {

  /** No conversation has a label. */
  public static final Labels NONE = new Labels(Map.of());

  private final Map<String, List<Label>> byMarker;

  private Labels(Map<String, List<Label>> byMarker) {
    this.byMarker = byMarker;
  }

  /** A label; an empty question stands for every one. */
  record Label(String question, boolean truth) {}

  /**
   * Reads a file of JSON lines: {@code {"marker": text, "question": text, "label": true|false}},
   * where the question may be absent.
   *
   * @throws IllegalArgumentException when a line is something else
   */
  public static Labels read(Path file) {
    Map<String, List<Label>> byMarker = new HashMap<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the labels " + file, e);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      ObjectNode line = parsed(lines.get(i), file, i + 1);
      byMarker
          .computeIfAbsent(line.get("marker").textValue(), marker -> new ArrayList<>())
          .add(new Label(line.path("question").asText(""), line.get("label").booleanValue()));
    }
    return new Labels(byMarker);
  }

  private static ObjectNode parsed(String text, Path file, int number) {
    try {
      ObjectNode line = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
      if (line.path("marker").isTextual() && line.path("label").isBoolean()) {
        return line;
      }
    } catch (ApiError e) {
      throw invalid(file, number);
    }
    throw invalid(file, number);
  }

  private static IllegalArgumentException invalid(Path file, int number) {
    return new IllegalArgumentException(
        ("Invalid label at %s:%d: expected one JSON object a line, with a text \"marker\", a boolean"
                + " \"label\" and perhaps a text \"question\"")
            .formatted(file, number));
  }

  boolean isEmpty() {
    return byMarker.isEmpty();
  }

  /** The label of a conversation whose question, the longest of several, this text holds. */
  Optional<Label> find(String marker, String question) {
    Label best = null;
    for (Label label : byMarker.getOrDefault(marker, List.of())) {
      boolean isBetter = best == null || label.question.length() > best.question.length();
      if (isBetter && question.contains(label.question)) {
        best = label;
      }
    }
    return Optional.ofNullable(best);
  }
}
