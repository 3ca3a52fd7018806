package dev.assay.archive.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assay.archive.FieldPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What stands in JSON, by its path. JSON that is written as text is looked into. */
public final class FieldValues {
  private static final int MOST_LEVELS = 20;

  private FieldValues() {}

  /** What stands at a path; the missing node when nothing or null does. */
  public static JsonNode at(JsonNode of, FieldPath path) {
    JsonNode value = of;
    for (String step : path.steps()) {
      JsonNode around = parsed(value);
      value = around.isArray() ? around.path(FieldPath.place(step)) : around.path(step);
    }
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  /** The list or object that a text is, or the value itself. */
  public static JsonNode parsed(JsonNode value) {
    return value.isTextual() ? JsonText.parse(value.textValue()).orElse(value) : value;
  }

  /**
   * The paths of values that are neither lists nor objects, and neither null nor blank.
   *
   * @param most so many are told, in the order of the source
   */
  public static List<List<String>> leaves(JsonNode of, int most) {
    List<List<String>> leaves = new ArrayList<>();
    collect(of, new ArrayDeque<>(), most, leaves);
    return leaves;
  }

  /** A path as people read it: {@code []} stands for any place in a list. */
  public static String shown(List<String> path) {
    StringBuilder shown = new StringBuilder();
    for (String step : path) {
      if (FieldPath.place(step) >= 0) {
        shown.append("[]");
      } else {
        shown.append(shown.isEmpty() ? "" : ".").append(step);
      }
    }
    return shown.toString();
  }

  private static void collect(
      JsonNode of, Deque<String> path, int most, List<List<String>> leaves) {
    JsonNode value = parsed(of);
    boolean isContainer = value.isContainerNode() && path.size() < MOST_LEVELS;
    if (leaves.size() >= most
        || value.isNull()
        || (value.isTextual() && value.textValue().isBlank())) {
      return;
    }
    if (!isContainer) {
      leaves.add(List.copyOf(path));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        within(value.get(i), String.valueOf(i), path, most, leaves);
      }
    } else {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        within(field.getValue(), field.getKey(), path, most, leaves);
      }
    }
  }

  private static void within(
      JsonNode of, String step, Deque<String> path, int most, List<List<String>> leaves) {
    path.addLast(step);
    collect(of, path, most, leaves);
    path.removeLast();
  }
}
