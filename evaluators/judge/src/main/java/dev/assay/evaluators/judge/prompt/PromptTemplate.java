package dev.assay.evaluators.judge.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words around conversation and questions. They stand in resources of this package; a change to
 * them is a new {@link #VERSION}, because other words get other answers.
 */
public final class PromptTemplate {

  /** Name and version of the template; part of every fingerprint. */
  public static final String VERSION = "judge-1";

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final String SYSTEM = resource("system");
  private static final String USER = resource("user");
  private static final String REPAIR = resource("repair");

  private PromptTemplate() {}

  /** What the judge is, and how it answers. */
  static String system() {
    return SYSTEM;
  }

  /** The conversation and what is asked of it. */
  static String user(Transcript transcript, List<Question> questions) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < questions.size(); i++) {
      lines.append(i == 0 ? "" : "\n").append("{\"question\":\"").append(Question.name(i));
      lines.append("\",").append(questions.get(i).line());
    }
    return fill(
        USER,
        Map.of(
            "conversation", transcript.text(),
            "left_out", leftOut(transcript),
            "questions", lines.toString(),
            "names", names(questions.size())));
  }

  /**
   * What is said to an answer that cannot be used.
   *
   * @param problem what is wrong, in words that quote nothing of the answer
   */
  static String repair(String problem) {
    return fill(REPAIR, Map.of("problem", problem));
  }

  private static String leftOut(Transcript transcript) {
    Transcript.LeftOut leftOut = transcript.leftOut();
    return leftOut == null
        ? ""
        : "The conversation is long: "
            + leftOut.count()
            + " of its "
            + leftOut.of()
            + " messages, m"
            + leftOut.first()
            + " to m"
            + leftOut.last()
            + ", are left out here. Judge by what is shown.\n";
  }

  private static String names(int questions) {
    return questions == 1
        ? "q1"
        : "all " + questions + " questions, q1 to " + Question.name(questions - 1) + ",";
  }

  /** Puts the texts into their places; what they hold is not looked at again. */
  private static String fill(String template, Map<String, String> texts) {
    Matcher places = PLACE.matcher(template);
    StringBuilder filled = new StringBuilder();
    int from = 0;
    while (places.find()) {
      filled.append(template, from, places.start());
      filled.append(Objects.requireNonNull(texts.get(places.group(1)), places.group()));
      from = places.end();
    }
    return filled.append(template, from, template.length()).toString();
  }

  private static String resource(String part) {
    String name = VERSION + "-" + part + ".txt";
    try (InputStream in = PromptTemplate.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
          .stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the prompt template " + name, e);
    }
  }
}
