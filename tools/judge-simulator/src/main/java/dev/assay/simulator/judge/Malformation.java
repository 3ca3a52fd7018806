package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One of the ways in which models get an answer wrong. */
public enum Malformation {
  /** A value of another type than the schema's. */
  WRONG_TYPE,
  /** A number far outside of its bounds. */
  OUT_OF_BOUNDS,
  /** A text that is none of those to choose from. */
  UNKNOWN_CATEGORY,
  /** A number that is NaN, which is no JSON. */
  NAN,
  /** A reference to what the prompt does not have. */
  INVENTED_ID,
  /** A property too few. */
  WRONG_COUNT,
  /** JSON that ends in the middle. */
  TRUNCATED,
  /** JSON between sentences, in a code block. */
  PROSE,
  /** A refusal in place of an answer. */
  REFUSAL,
  /** Nothing. */
  EMPTY,
  /** A property twice, with different values. */
  DUPLICATE_KEYS,
  /** A mebibyte more than was asked for. */
  HUGE,
  /** No JSON from the server itself, as from a proxy in between. */
  NOT_JSON;

  private static final int HUGE_LENGTH = 1 << 20;

  /** As options and counters have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it makes of an answer; empty when the answer has no place for it. */
  Optional<Content> apply(JsonNode answer, Draw draw) {
    JsonNode copy = answer.deepCopy();
    String text = Json.text(answer);
    return switch (this) {
      case WRONG_TYPE ->
          replaced(
              copy, JsonNode::isValueNode, v -> v.isTextual() ? IntNode.valueOf(17) : WORD, draw);
      case OUT_OF_BOUNDS ->
          replaced(copy, JsonNode::isNumber, v -> DoubleNode.valueOf(-1e12), draw);
      case UNKNOWN_CATEGORY -> replaced(copy, Malformation::isWord, v -> WORD, draw);
      case NAN -> replaced(copy, JsonNode::isNumber, v -> DoubleNode.valueOf(Double.NaN), draw);
      case INVENTED_ID -> inventedId(copy, draw);
      case WRONG_COUNT -> wrongCount(copy, draw);
      case TRUNCATED -> Optional.of(Content.cut(text.substring(0, text.length() / 2)));
      case PROSE ->
          Optional.of(
              Content.of("Of course! Here it is:\n```json\n" + text + "\n```\nAnything else?"));
      case REFUSAL -> Optional.of(Content.refusal("I'm sorry, but I can't help with that."));
      case EMPTY -> Optional.of(Content.of(""));
      case DUPLICATE_KEYS -> duplicateKeys(answer, text, draw);
      case HUGE -> Optional.of(Content.of(text + " ".repeat(HUGE_LENGTH)));
      case NOT_JSON -> Optional.of(Content.NOT_JSON);
    };
  }

  private static final TextNode WORD = TextNode.valueOf("no-such-value");

  private interface Change {
    JsonNode of(JsonNode value);
  }

  private static Optional<Content> replaced(
      JsonNode answer, Predicate<JsonNode> which, Change change, Draw draw) {
    List<Runnable> changes = new ArrayList<>();
    collect(answer, which, change, changes);
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    changes.get(draw.below(changes.size())).run();
    return Optional.of(Content.of(Json.text(answer)));
  }

  private static void collect(
      JsonNode node, Predicate<JsonNode> which, Change change, List<Runnable> changes) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (which.test(field.getValue())) {
          changes.add(() -> object.set(field.getKey(), change.of(field.getValue())));
        }
        collect(field.getValue(), which, change, changes);
      }
    } else {
      node.forEach(child -> collect(child, which, change, changes));
    }
  }

  private static boolean isWord(JsonNode value) {
    return value.isTextual() && value.textValue().indexOf(' ') < 0;
  }

  private static Optional<Content> inventedId(JsonNode answer, Draw draw) {
    List<ArrayNode> lists = new ArrayList<>();
    collectLists(answer, lists);
    if (lists.isEmpty()) {
      return Optional.empty();
    }
    lists.get(draw.below(lists.size())).add("no-such-message");
    return Optional.of(Content.of(Json.text(answer)));
  }

  private static void collectLists(JsonNode node, List<ArrayNode> lists) {
    if (node instanceof ArrayNode list) {
      lists.add(list);
    }
    node.forEach(child -> collectLists(child, lists));
  }

  private static Optional<Content> wrongCount(JsonNode answer, Draw draw) {
    if (!(answer instanceof ObjectNode object) || object.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode from = object;
    while (from.size() == 1
        && from.iterator().next() instanceof ObjectNode inner
        && !inner.isEmpty()) {
      from = inner;
    }
    List<String> names = new ArrayList<>();
    from.fieldNames().forEachRemaining(names::add);
    from.remove(names.get(draw.below(names.size())));
    return Optional.of(Content.of(Json.text(answer)));
  }

  private static Optional<Content> duplicateKeys(JsonNode answer, String text, Draw draw) {
    if (!answer.isObject() || answer.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    answer.fieldNames().forEachRemaining(names::add);
    String name = names.get(draw.below(names.size()));
    String first = "{" + Json.text(TextNode.valueOf(name)) + ":null,";
    return Optional.of(Content.of(first + text.substring(1)));
  }
}
