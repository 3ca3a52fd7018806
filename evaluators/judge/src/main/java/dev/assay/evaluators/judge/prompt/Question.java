package dev.assay.evaluators.judge.prompt;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;

/**
 * A metric's meaning as the judge is asked for it. In a request the questions are called q1, q2, …
 * by their place; a metric's name is never shown, so that metrics of one meaning share answers.
 *
 * @param line what follows the question's name in its line
 * @param schema JSON schema of the answer's value, null for not applicable allowed
 */
public record Question(String line, String schema) {

  /** The question that a metric asks. */
  public static Question of(String description, MetricValue value) {
    StringBuilder line = new StringBuilder("\"asks\":");
    DataText.append(line, description);
    line.append(",\"value\":");
    if (value instanceof BooleanValue) {
      line.append("\"true or false\"}");
      return new Question(line.toString(), "{\"type\":[\"boolean\",\"null\"]}");
    }
    if (value instanceof NumericalValue bounds) {
      line.append("\"a number from ")
          .append(plain(bounds.lowerBound()))
          .append(" to ")
          .append(plain(bounds.upperBound()))
          .append("\"}");
      return new Question(line.toString(), "{\"type\":[\"number\",\"null\"]}");
    }
    StringBuilder words = new StringBuilder();
    String separator = "";
    for (String category : ((CategoricalValue) value).categories()) {
      words.append(separator);
      DataText.append(words, category);
      separator = ",";
    }
    line.append("{\"one of\":[").append(words).append("]}}");
    return new Question(
        line.toString(), "{\"type\":[\"string\",\"null\"],\"enum\":[" + words + ",null]}");
  }

  /** The name of the question at this place, from 0. */
  public static String name(int place) {
    return "q" + (place + 1);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}
