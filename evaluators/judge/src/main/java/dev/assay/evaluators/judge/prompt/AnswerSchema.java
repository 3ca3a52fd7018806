package dev.assay.evaluators.judge.prompt;

import java.util.List;

/**
 * The JSON schema of an answer, within what servers' strict modes have in common: every field
 * required, no others, no bounds. It names neither messages nor bounds, so that conversations share
 * it and servers compile it once; what it leaves open is checked afterwards.
 */
final class AnswerSchema {
  private AnswerSchema() {}

  /** The schema for these questions, as one line of JSON. */
  static String of(List<Question> questions) {
    StringBuilder properties = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < questions.size(); i++) {
      String separator = i == 0 ? "" : ",";
      names.append(separator).append('"').append(Question.name(i)).append('"');
      properties
          .append(separator)
          .append('"')
          .append(Question.name(i))
          .append("\":{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},")
          .append("\"messages\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},")
          .append("\"applicable\":{\"type\":\"boolean\"},\"value\":")
          .append(questions.get(i).schema())
          .append("},\"required\":[\"reason\",\"messages\",\"applicable\",\"value\"],")
          .append("\"additionalProperties\":false}");
    }
    return "{\"type\":\"object\",\"properties\":{\"answers\":{\"type\":\"object\",\"properties\":{"
        + properties
        + "},\"required\":["
        + names
        + "],\"additionalProperties\":false}},\"required\":[\"answers\"],"
        + "\"additionalProperties\":false}";
  }
}
