package dev.assay.catalog.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML mapping with text keys that reports, with its line, whatever is not as expected. A value
 * that is null counts as absent.
 */
public final class YamlMap {
  private record Entry(Node key, Node value) {}

  private final int line;
  private final String what;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final YamlFile problems;

  private YamlMap(int line, String what, YamlFile problems) {
    this.line = line;
    this.what = what;
    this.problems = problems;
  }

  /**
   * Reports duplicate keys and keys that are no text.
   *
   * @param what the mapping is, with its article, for messages
   */
  public static Optional<YamlMap> read(Node node, String what, YamlFile problems) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(
          node, "Invalid %s: it must be a mapping of keys to values".formatted(bare(what)));
      return Optional.empty();
    }
    YamlMap map = new YamlMap(YamlFile.line(node), what, problems);
    for (NodeTuple tuple : mapping.getValue()) {
      map.add(tuple);
    }
    return Optional.of(map);
  }

  private void add(NodeTuple tuple) {
    Node key = tuple.getKeyNode();
    if (!(key instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
      problems.add(key, "Invalid key in %s: it must be text; write it in quotes".formatted(what));
      return;
    }
    Entry first = entries.get(scalar.getValue());
    if (first != null) {
      problems.add(
          key,
          "Duplicate key '%s' in %s: line %d has it already; remove one"
              .formatted(scalar.getValue(), what, YamlFile.line(first.key())));
      return;
    }
    entries.put(scalar.getValue(), new Entry(key, tuple.getValueNode()));
  }

  public YamlMap allowOnly(Set<String> known) {
    entries.forEach(
        (name, entry) -> {
          if (!known.contains(name)) {
            problems.add(
                entry.key(),
                "Unknown key '%s' in %s: known are %s"
                    .formatted(name, what, String.join(", ", new TreeSet<>(known))));
          }
        });
    return this;
  }

  public int line() {
    return line;
  }

  /** The line of the key, or the mapping's own when it is absent. */
  public int lineOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : YamlFile.line(entry.key());
  }

  public boolean has(String key) {
    Entry entry = entries.get(key);
    return entry != null && !entry.value().getTag().equals(Tag.NULL);
  }

  public Optional<Node> value(String key) {
    return has(key) ? Optional.ofNullable(entries.get(key)).map(Entry::value) : Optional.empty();
  }

  public Optional<Node> required(String key) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      problems.add(lineOf(key), "Missing key '%s' in %s: add it".formatted(key, what));
    }
    return value;
  }

  public Optional<String> text(String key) {
    return value(key).flatMap(node -> text(node, "'%s'".formatted(key)));
  }

  public Optional<String> requiredText(String key) {
    return required(key).flatMap(node -> text(node, "'%s'".formatted(key)));
  }

  /** The node's text; what is no text is reported. */
  public Optional<String> text(Node node, String name) {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getTag().equals(Tag.STR)) {
        return Optional.of(scalar.getValue());
      }
      problems.add(
          node,
          "Invalid %s in %s: %s is no text; write it in quotes"
              .formatted(name, what, scalar.getValue().isEmpty() ? "null" : scalar.getValue()));
    } else {
      problems.add(node, "Invalid %s in %s: it must be text".formatted(name, what));
    }
    return Optional.empty();
  }

  /** The items of a list; empty when it is absent or, which is reported, no list. */
  public List<Node> items(String key) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problems.add(value.get(), "Invalid '%s' in %s: it must be a list".formatted(key, what));
    return List.of();
  }

  public void forEach(BiConsumer<String, Node> action) {
    entries.forEach((name, entry) -> action.accept(name, entry.value()));
  }

  private static String bare(String what) {
    return what.replaceFirst("^an? ", "");
  }
}
