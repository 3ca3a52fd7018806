package dev.assay.catalog.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Turns the YAML nodes of one file into plain JSON values, within bounds that aliases cannot blow
 * up.
 */
final class YamlValues {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_CHARACTERS = 10_000_000;
  private static final int CHARACTERS_A_NODE = 10;

  private final StandardConstructor scalars;
  private final YamlFile file;
  private int characters;

  YamlValues(LoadSettings settings, YamlFile file) {
    this.scalars = new StandardConstructor(settings);
    this.file = file;
  }

  /** Null for null, and for what is noted as a problem. */
  @Nullable Object of(Node node) {
    int before = file.problemCount();
    Object value = value(node, 0);
    return file.problemCount() == before ? value : null;
  }

  private @Nullable Object value(Node node, int depth) {
    boolean wasWithinBounds = characters <= MAX_CHARACTERS;
    characters +=
        CHARACTERS_A_NODE + (node instanceof ScalarNode text ? text.getValue().length() : 0);
    if (depth > MAX_DEPTH) {
      characters = MAX_CHARACTERS + 1;
    }
    if (characters > MAX_CHARACTERS) {
      if (wasWithinBounds) {
        new YamlNode(node, file)
            .report(
                "Invalid setting: nested deeper than %d levels, or more than %d characters in a file"
                    .formatted(MAX_DEPTH, MAX_CHARACTERS));
      }
      characters = MAX_CHARACTERS + 1;
      return null;
    }
    if (node instanceof ScalarNode) {
      return scalar(node);
    }
    return node instanceof SequenceNode sequence ? list(sequence, depth) : map(node, depth);
  }

  private @Nullable Object scalar(Node node) {
    try {
      return scalars.constructSingleDocument(Optional.of(node));
    } catch (YamlEngineException e) {
      new YamlNode(node, file).report("Unsupported value: " + e.getMessage());
      return null;
    }
  }

  private List<@Nullable Object> list(SequenceNode sequence, int depth) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      values.add(value(item, depth + 1));
    }
    return values;
  }

  private Map<String, @Nullable Object> map(Node node, int depth) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    YamlMap.read(node, "a setting", file)
        .ifPresent(
            map -> map.forEach((key, item) -> values.put(key, value(item.node(), depth + 1))));
    return values;
  }
}
