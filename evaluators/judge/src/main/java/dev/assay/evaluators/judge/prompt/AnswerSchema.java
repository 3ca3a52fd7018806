package dev.assay.evaluators.judge.prompt;

import java.util.List;

/**
 * The JSON schema of an answer, within what servers' strict modes have in common: every field
 * required, no others, no bounds. It names neither messages nor bounds, so that conversations share
 * it and servers compile it once; what it leaves open is checked afterwards.
 */
final class AnswerSchema {
  /** Of the longest name: requests hold at most a hundred questions. */
  private static final int LAST_PLACE = 99;

  private AnswerSchema() {}

  /** The schema for these questions, as one line of JSON. */
  static String of(List<Question> questions) {
    StringBuilder properties = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < questions.size(); i++) {
      String separator = i == 0 ? "" : ",";
      names.append(separator).append(name(i));
      properties.append(separator).append(property(i, questions.get(i)));
    }
    return "{\"type\":\"object\",\"properties\":{\"answers\":{\"type\":\"object\",\"properties\":{"
        + properties
        + "},\"required\":["
        + names
        + "],\"additionalProperties\":false}},\"required\":[\"answers\"],"
        + "\"additionalProperties\":false}";
  }

  /** All that one question adds, wherever it stands. */
  static String part(Question question) {
    return "," + name(LAST_PLACE) + "," + property(LAST_PLACE, question);
  }

  private static String name(int place) {
    return '"' + Question.name(place) + '"';
  }

  private static String property(int place, Question question) {
    return name(place)
        + ":{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},"
        + "\"messages\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
        + "\"applicable\":{\"type\":\"boolean\"},\"value\":"
        + question.schema()
        + "},\"required\":[\"reason\",\"messages\",\"applicable\",\"value\"],"
        + "\"additionalProperties\":false}";
  }
}
