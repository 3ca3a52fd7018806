package dev.assay.catalog.yaml;

import java.util.Collections;
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
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML mapping with text keys that notes, with its line, whatever is not as expected. A value
 * that is null counts as absent.
 */
public final class YamlMap {
  private record Entry(YamlNode key, YamlNode value) {}

  private final YamlFile file;
  private final int line;
  private final String what;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An empty one. */
  YamlMap(YamlFile file, int line, String what) {
    this.file = file;
    this.line = line;
    this.what = what;
  }

  static Optional<YamlMap> read(Node node, String what, YamlFile file) {
    YamlNode self = new YamlNode(node, file);
    if (!(node instanceof MappingNode mapping)) {
      self.report(
          "Invalid %s: it must be a mapping of keys to values"
              .formatted(what.replaceFirst("^an? ", "")));
      return Optional.empty();
    }
    YamlMap map = new YamlMap(file, self.line(), what);
    for (NodeTuple tuple : mapping.getValue()) {
      map.add(tuple.getKeyNode(), new YamlNode(tuple.getValueNode(), file));
    }
    return Optional.of(map);
  }

  private void add(Node node, YamlNode value) {
    YamlNode key = new YamlNode(node, file);
    if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
      key.report("Invalid key in %s: it must be text; write it in quotes".formatted(what));
      return;
    }
    Entry first = entries.putIfAbsent(scalar.getValue(), new Entry(key, value));
    if (first != null) {
      key.report(
          "Duplicate key '%s' in %s: line %d has it already; remove one"
              .formatted(scalar.getValue(), what, first.key().line()));
    }
  }

  /** Notes every key that is not known. */
  public YamlMap allowOnly(Set<String> known) {
    entries.forEach(
        (name, entry) -> {
          if (!known.contains(name)) {
            entry
                .key()
                .report(
                    "Unknown key '%s' in %s: known are %s"
                        .formatted(name, what, String.join(", ", new TreeSet<>(known))));
          }
        });
    return this;
  }

  /** Its keys in the file's order, also those without a value. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The line of the key, or the mapping's own when it is absent. */
  public int lineOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : entry.key().line();
  }

  public boolean has(String key) {
    return value(key).isPresent();
  }

  /** The value of a key, unless it is absent or null. */
  public Optional<YamlNode> value(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(value -> !value.isNull());
  }

  /** As {@link #value}, and notes when there is none. */
  public Optional<YamlNode> required(String key) {
    Optional<YamlNode> value = value(key);
    if (value.isEmpty()) {
      report(key, "Missing key '%s' in %s: add it".formatted(key, what));
    }
    return value;
  }

  /** A text, or nothing when it is absent or, which is noted, no text. */
  public Optional<String> text(String key) {
    return value(key).flatMap(value -> value.text(within("'%s'".formatted(key))));
  }

  /** As {@link #text}, and notes when there is none. */
  public Optional<String> requiredText(String key) {
    return required(key).flatMap(value -> value.text(within("'%s'".formatted(key))));
  }

  /** The items of a list; none when it is absent or, which is noted, no list. */
  public List<YamlNode> items(String key) {
    return value(key).map(value -> value.items(within("'%s'".formatted(key)))).orElse(List.of());
  }

  /**
   * A mapping within; an empty one when it is absent or, which is noted, no mapping.
   *
   * @param name what it is, for messages
   */
  public YamlMap map(String key, String name) {
    return value(key)
        .flatMap(value -> value.map(name))
        .orElseGet(() -> new YamlMap(file, lineOf(key), name));
  }

  /** A part's name with that of this mapping, for messages. */
  public String within(String part) {
    return "%s in %s".formatted(part, what);
  }

  /** Notes a problem at a key, or at the mapping where that is absent. */
  public void report(String key, String message) {
    file.report(lineOf(key), message);
  }

  /** Each key with its value, null ones too, in the file's order. */
  public void forEach(BiConsumer<String, YamlNode> action) {
    entries.forEach((name, entry) -> action.accept(name, entry.value()));
  }
}
