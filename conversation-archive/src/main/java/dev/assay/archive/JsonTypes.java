package dev.assay.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.StringJoiner;

/** JSON in the words of messages for people. */
public final class JsonTypes {

  private static final int QUOTED_CHARS = 80;

  private JsonTypes() {}

  /** What kind of value it is, such as "a list". */
  public static String name(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  /** The value in quotes, cut after 80 characters, so that a message stays one line. */
  public static String quoted(String value) {
    String start = value.substring(0, Math.min(value.length(), QUOTED_CHARS));
    String more = value.length() > QUOTED_CHARS ? "…" : "";
    return '"' + start.replaceAll("\\p{Cntrl}", " ") + more + '"';
  }

  /**
   * The keys of an object, in quotes, and the type that it names.
   *
   * @param most so many are named
   */
  public static String keys(JsonNode object, int most) {
    if (object.isEmpty()) {
      return "no keys";
    }
    StringJoiner keys = new StringJoiner(", ");
    int named = 0;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (named == most) {
        keys.add("and %d more".formatted(object.size() - named));
        break;
      }
      boolean isType = field.getKey().equals("type") && field.getValue().isTextual();
      keys.add(isType ? "type " + quoted(field.getValue().textValue()) : quoted(field.getKey()));
      named++;
    }
    return keys.toString();
  }
}
