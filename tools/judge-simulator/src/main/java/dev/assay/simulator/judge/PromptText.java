package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a prompt says in words that a schema does not. */
final class PromptText {

  private static final int MAX_IDS = 50;
  private static final String NUMBER = "(-?\\d{1,15}(?:\\.\\d{1,15})?)";
  private static final Pattern RANGE =
      Pattern.compile("(?:from|between) " + NUMBER + " (?:to|and) " + NUMBER);
  private static final Pattern ID = Pattern.compile("\"id\": ?\"([\\w.:-]{1,64})\"");

  private PromptText() {}

  /** The schema with the last range of numbers that the text has, if it has one. */
  static JsonNode bounded(JsonNode schema, String text) {
    Matcher range = RANGE.matcher(text);
    JsonNode bounded = schema;
    while (range.find()) {
      BigDecimal least = new BigDecimal(range.group(1));
      BigDecimal most = new BigDecimal(range.group(2));
      if (least.compareTo(most) <= 0) {
        ObjectNode copy = schema.deepCopy();
        bounded = copy.put("minimum", least).put("maximum", most);
      }
    }
    return bounded;
  }

  /** The first ids in the text, written as in JSON. */
  static List<String> ids(String text) {
    return ID.matcher(text)
        .results()
        .map((MatchResult id) -> id.group(1))
        .distinct()
        .limit(MAX_IDS)
        .toList();
  }
}
