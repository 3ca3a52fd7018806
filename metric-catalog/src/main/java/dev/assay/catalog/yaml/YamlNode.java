package dev.assay.catalog.yaml;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a {@link YamlFile} and its place. What is not as expected is noted with its line. */
public final class YamlNode {
  private final Node node;
  private final YamlFile file;

  YamlNode(Node node, YamlFile file) {
    this.node = node;
    this.file = file;
  }

  Node node() {
    return node;
  }

  /** The line on which it begins, from 1. */
  public int line() {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /**
   * The lines of a text.
   *
   * @param first where it begins
   * @param last where it ends; the same as {@code first} when it is no block of lines
   */
  public record Lines(int first, int last) {

    /**
     * The file's line of a line within the text.
     *
     * @param lineWithinText from 1
     */
    public int of(int lineWithinText) {
      return Math.min(first + lineWithinText - 1, last);
    }
  }

  /** Where its text stands: for a block of lines, those below the key. */
  public Lines lines() {
    boolean isBlock =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    if (!isBlock) {
      return new Lines(line(), line());
    }
    int end = node.getEndMark().map(Mark::getLine).orElse(line());
    return new Lines(line() + 1, Math.max(line() + 1, end));
  }

  /** Notes a problem of this value. */
  public void report(String message) {
    file.report(line(), message);
  }

  /** Whether it says null, which counts as absent. */
  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /**
   * The value as plain JSON: maps, lists, texts, numbers, truth values. Null for null, and for what
   * is noted as a problem: nested too deeply, too large, of an unknown tag.
   */
  public @Nullable Object value() {
    return file.values().of(node);
  }

  /**
   * The value as a mapping; notes duplicate keys and keys that are no text.
   *
   * @param what the mapping is, with its article, for messages
   */
  public Optional<YamlMap> map(String what) {
    return YamlMap.read(node, what, file);
  }

  /**
   * The value as a text.
   *
   * @param what it is and where, for messages
   */
  public Optional<String> text(String what) {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getTag().equals(Tag.STR)) {
        return Optional.of(scalar.getValue());
      }
      report(
          "Invalid %s: %s is no text; write it in quotes"
              .formatted(what, scalar.getValue().isEmpty() ? "null" : scalar.getValue()));
    } else {
      report("Invalid %s: it must be text".formatted(what));
    }
    return Optional.empty();
  }

  /**
   * The items of a list.
   *
   * @param what it is and where, for messages
   */
  public List<YamlNode> items(String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> new YamlNode(item, file)).toList();
    }
    report("Invalid %s: it must be a list".formatted(what));
    return List.of();
  }
}
