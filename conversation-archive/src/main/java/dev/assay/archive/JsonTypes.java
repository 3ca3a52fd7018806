package dev.assay.archive;

import com.fasterxml.jackson.databind.JsonNode;

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
}
