package dev.assay.evaluators.judge.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ways in which judges answer badly, for each kind of value, and what must come of each. */
final class MalformedAnswers {

  static final String SCORED = "scored";
  static final String NOT_APPLICABLE = "not applicable";

  private static final String WRONG_TYPE = "wrong_type";
  private static final String OUT_OF_BOUNDS = "out_of_bounds";
  private static final String NOT_FINITE = "not_finite";
  private static final String UNKNOWN_CATEGORY = "unknown_category";
  private static final String INVALID_REFERENCE = "invalid_reference";
  private static final String MALFORMED = "malformed_answer";
  private static final String MISSING = "missing_answer";
  private static final String EMPTY = "empty_answer";
  private static final String REFUSAL = "refusal";
  private static final String FILTERED = "content_filter";
  private static final String TOO_LONG = "answer_too_long";

  /**
   * One bad answer.
   *
   * @param name what is bad
   * @param value what the metric may be
   * @param body the server's answer
   * @param expected {@link #SCORED}, {@link #NOT_APPLICABLE} or a failure's code
   * @param amongOthers whether it is q2, between good answers to q1 and q3
   */
  record Case(String name, MetricValue value, String body, String expected, boolean amongOthers) {
    @Override
    public String toString() {
      return value.type() + ": " + name + " → " + expected;
    }
  }

  /** A kind of value, and a value of it. */
  record Kind(MetricValue value, String good) {}

  static final List<Kind> KINDS =
      List.of(
          new Kind(new BooleanValue(), "true"),
          new Kind(new NumericalValue(1, 10), "7"),
          new Kind(new CategoricalValue(List.of("good", "bad")), "\"good\""));

  private final List<Case> cases = new ArrayList<>();
  private final Kind kind;

  private MalformedAnswers(Kind kind) {
    this.kind = kind;
  }

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (Kind kind : KINDS) {
      MalformedAnswers answers = new MalformedAnswers(kind);
      answers.values();
      answers.references();
      answers.fields();
      answers.questions();
      answers.wholes();
      answers.endings();
      answers.servers();
      all.addAll(answers.cases);
    }
    return all;
  }

  private void values() {
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (String literal :
        List.of("null", "[]", "{}", "[" + kind.good + "]", "{\"value\":" + kind.good + "}")) {
      outcomes.put(literal, WRONG_TYPE);
    }
    outcomes.put("[".repeat(20_000) + "]".repeat(20_000), WRONG_TYPE);
    if (kind.value instanceof BooleanValue) {
      put(outcomes, WRONG_TYPE, "\"true\"", "\"yes\"", "\"\"", "1", "0", "-0.0", "NaN", "1e999");
    } else if (kind.value instanceof NumericalValue) {
      put(
          outcomes,
          WRONG_TYPE,
          "\"7\"",
          "\"seven\"",
          "\"\"",
          "true",
          "false",
          "\"NaN\"",
          "\"7/10\"");
      put(outcomes, OUT_OF_BOUNDS, "0", "11", "-7", "10.0000001", "0.99999", "1e308", "1e-400");
      put(
          outcomes,
          NOT_FINITE,
          "NaN",
          "Infinity",
          "-Infinity",
          "1e999",
          "-1e999",
          "9".repeat(5000));
      put(outcomes, SCORED, "1", "10", "7.0", "7.5", "0.7e1", "1.0000000000000000000000001");
    } else {
      put(outcomes, WRONG_TYPE, "1", "true", "false", "NaN", "0.5", "-1e999");
      put(
          outcomes,
          UNKNOWN_CATEGORY,
          "\"Good\"",
          "\"good \"",
          "\" good\"",
          "\"GOOD\"",
          "\"\"",
          "\"good, bad\"",
          "\"neither\"",
          "\"null\"",
          "\"g\\u043e\\u043ed\"",
          "\"good\\u0000\"",
          "\"" + "good".repeat(50_000) + "\"");
    }
    outcomes.forEach(
        (literal, outcome) ->
            item("value " + brief(literal), answer(literal, "\"because\"", "[\"m1\"]"), outcome));
  }

  private void references() {
    for (String invented :
        List.of(
            "m99",
            "m0",
            "M1",
            "m-1",
            "m01",
            "m1 ",
            "m",
            "1",
            "",
            "m1.0",
            "m9999999999",
            "msg1",
            "m²",
            "first-message-id")) {
      item(
          "invented message '" + invented + "'",
          answer(kind.good, "\"because\"", "[\"m1\",\"" + invented + "\"]"),
          INVALID_REFERENCE);
    }
    for (String noList :
        List.of("\"m1\"", "1", "true", "{\"m1\":1}", "[1]", "[null]", "[[\"m1\"]]")) {
      item("messages " + noList, answer(kind.good, "\"because\"", noList), MALFORMED);
    }
    item("messages null", answer(kind.good, "\"because\"", "null"), SCORED);
    item("a message named twice", answer(kind.good, "\"so\"", "[\"m2\",\"m1\",\"m2\"]"), SCORED);
    item(
        "100,000 messages",
        answer(kind.good, "\"so\"", "[" + "\"m1\",".repeat(99_999) + "\"m1\"]"),
        SCORED);
  }

  private void fields() {
    for (String reason : List.of("1", "true", "[]", "{}", "[\"because\"]")) {
      item("reason " + reason, answer(kind.good, reason, "[]"), MALFORMED);
    }
    item("reason null", answer(kind.good, "null", "[]"), SCORED);
    item(
        "a reason of a million letters",
        answer(kind.good, quoted("a".repeat(1_000_000)), "[]"),
        SCORED);
    item("a reason with half a character", answer(kind.good, "\"\\ud83d\"", "[]"), SCORED);
    for (String applicable : List.of("\"true\"", "1", "null", "[]", "{}")) {
      item(
          "applicable " + applicable,
          "{\"applicable\":%s,\"value\":%s}".formatted(applicable, kind.good),
          MALFORMED);
    }
    item("not applicable", "{\"applicable\":false,\"value\":null}", NOT_APPLICABLE);
    item("not applicable, no value", "{\"applicable\":false}", NOT_APPLICABLE);
    item(
        "not applicable and a value",
        "{\"applicable\":false,\"value\":%s}".formatted(kind.good),
        MALFORMED);
    item(
        "not applicable by an invented message",
        "{\"applicable\":false,\"value\":null,\"messages\":[\"m7\"]}",
        INVALID_REFERENCE);
    item("no value", "{\"applicable\":true}", MISSING);
    item("no fields", "{}", MISSING);
    item("other fields", "{\"score\":%s,\"label\":\"x\"}".formatted(kind.good), MISSING);
    item("more fields", "{\"value\":%s,\"confidence\":{\"a\":[1]}}".formatted(kind.good), SCORED);
    item("only a value", "{\"value\":%s}".formatted(kind.good), SCORED);
    for (String field : List.of("value", "applicable", "reason", "messages")) {
      String given =
          switch (field) {
            case "value" -> kind.good;
            case "applicable" -> "true";
            case "reason" -> "\"x\"";
            default -> "[]";
          };
      item(
          field + " twice",
          "{\"value\":%s,\"%s\":%s,\"%s\":%s}"
              .formatted(kind.good, field, given, field, given)
              .replace("{\"value\":%s,\"value\"".formatted(kind.good), "{\"value\""),
          MALFORMED);
    }
  }

  private void questions() {
    for (String noObject : List.of("null", "[]", "\"text\"", "7", "true", "[{\"value\":true}]")) {
      item("the answer " + noObject, noObject, MALFORMED);
    }
    String good = good();
    item("the question twice", good + ",\"q2\":" + good, MALFORMED);
    item("the question twice, differently", good + ",\"q2\":{\"applicable\":false}", MALFORMED);
    item("questions that were not asked", good + ",\"q4\":" + good + ",\"x\":[1]", SCORED);
    among("the question left out", "{\"answers\":{\"q1\":%s,\"q3\":%s}}", MISSING);
    among("the question by another name", "{\"answers\":{\"q1\":%s,\"Q2\":{},\"q3\":%s}}", MISSING);
    among("the question by its number", "{\"answers\":{\"q1\":%s,\"2\":{},\"q3\":%s}}", MISSING);
    whole("no answers", "{\"answers\":{}}", MISSING);
    whole("another question's answer", "{\"answers\":{\"q2\":" + good + "}}", MISSING);
  }

  private void wholes() {
    String good = "{\"answers\":{\"q1\":" + good() + "}}";
    whole("nothing", "", EMPTY);
    whole("blanks", " \n\t ", EMPTY);
    for (String text :
        List.of(
            "null",
            "true",
            "[]",
            "{}",
            "7",
            "\"good\"",
            "I am sorry, but I cannot answer that.",
            "{\"answers\":null}",
            "{\"answers\":[]}",
            "{\"answers\":\"q1\"}",
            "{\"q1\":" + good() + "}",
            "[" + good() + "]",
            "answers:\n  q1:\n    value: true",
            "<answers><q1>true</q1></answers>",
            "{'answers':{'q1':{'value':true}}}",
            "{answers:{q1:{value:true}}}",
            "{/* */\"answers\":{\"q1\":{\"value\":true}}}",
            "{".repeat(10_000))) {
      whole(brief(text), text, MALFORMED);
    }
    whole(
        "Python's words", "{\"answers\":{\"q1\":{\"applicable\":True,\"value\":None}}}", MALFORMED);
    whole("a line end in a text", good.replace("because", "be\ncause"), MALFORMED);
    whole(
        "answers given twice",
        "{\"answers\":{\"q1\":{}},\"answers\":{\"q1\":" + good() + "}}",
        MALFORMED);
    whole("two objects", good + "\n" + good, MALFORMED);
    whole(
        "two different objects",
        good + " or {\"answers\":{\"q1\":{\"applicable\":false}}}",
        MALFORMED);
    whole("prose before", "Sure! Here is my answer:\n" + good, SCORED);
    whole("prose after", good + "\nLet me know if you need more.", SCORED);
    whole("prose with braces", "The set {m1, m2} says {it}: " + good + " {done}", SCORED);
    whole("a fence", "```json\n" + good + "\n```", SCORED);
    whole("a byte order mark", "\uFEFF" + good, SCORED);
    whole("thoughts before", "<think>Maybe {\"answers\":{\"q1\":{}}}?</think>\n" + good, SCORED);
    whole("a comma too many", good.replace("}}}", "},}}"), SCORED);
    whole(
        "more at the top",
        "{\"note\":{\"a\":[1,2]},\"answers\":{\"q1\":" + good() + "},\"n\":1}",
        SCORED);
    whole("missing closing braces", good.substring(0, good.length() - 2), SCORED);
  }

  /** Answers that break off, by where they do and why. */
  private void endings() {
    String good = "{\"answers\":{\"q1\":" + good() + "}}";
    int inItem = good.indexOf("\"value\"") + 3;
    for (int end : List.of(1, 5, good.indexOf("q1"), good.indexOf("reason") + 10, inItem)) {
      whole("breaks off after " + end, good.substring(0, end), MALFORMED);
      ending("cut off after " + end, good.substring(0, end), "length", TOO_LONG);
      ending("withheld after " + end, good.substring(0, end), "content_filter", FILTERED);
    }
    ending("cut off before anything", "", "length", TOO_LONG);
    ending("withheld before anything", "", "content_filter", FILTERED);
    ending("cut off after all was said", good, "length", SCORED);
    ending("cut off in prose", "Let me think about", "length", TOO_LONG);
  }

  private void servers() {
    String good = "{\"answers\":{\"q1\":" + good() + "}}";
    server("no JSON", "upstream says hello", MALFORMED);
    server("a page", "<html><body>502 Bad Gateway</body></html>", MALFORMED);
    server("an error", "{\"error\":{\"message\":\"overloaded\"}}", MALFORMED);
    server("JSON that breaks off", "{\"choices\":[{\"message\":{\"content\":\"{", MALFORMED);
    server("choices of another kind", "{\"choices\":{}}", MALFORMED);
    server("no choices", "{\"choices\":[]}", EMPTY);
    server("no message", "{\"choices\":[{\"finish_reason\":\"stop\"}]}", EMPTY);
    server("content null", "{\"choices\":[{\"message\":{\"content\":null}}]}", EMPTY);
    server("content of another kind", "{\"choices\":[{\"message\":{\"content\":7}}]}", EMPTY);
    server(
        "content in parts",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":%s}]}}]}"
            .formatted(quoted(good)),
        SCORED);
    server(
        "a refusal",
        "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I will not.\"}}]}",
        REFUSAL);
    server(
        "a refusal beside an answer",
        "{\"choices\":[{\"message\":{\"content\":%s,\"refusal\":\"No.\"}}]}"
            .formatted(quoted(good)),
        REFUSAL);
  }

  private void item(String name, String answer, String expected) {
    among(
        name,
        "{\"answers\":{\"q1\":%s,\"q2\":" + answer.replace("%", "%%") + ",\"q3\":%s}}",
        expected);
  }

  private void among(String name, String format, String expected) {
    String content = format.formatted(good(), good());
    cases.add(new Case(name, kind.value, completion(content, "stop"), expected, true));
  }

  private void whole(String name, String content, String expected) {
    ending(name, content, "stop", expected);
  }

  private void ending(String name, String content, String finish, String expected) {
    cases.add(new Case(name, kind.value, completion(content, finish), expected, false));
  }

  private void server(String name, String body, String expected) {
    cases.add(new Case(name, kind.value, body, expected, false));
  }

  private String good() {
    return answer(kind.good, "\"because\"", "[\"m1\"]");
  }

  private static String answer(String value, String reason, String messages) {
    return "{\"reason\":%s,\"messages\":%s,\"applicable\":true,\"value\":%s}"
        .formatted(reason, messages, value);
  }

  /** A server's answer that holds what a judge wrote. */
  static String completion(@Nullable String content, String finish) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    ObjectNode choice = body.putArray("choices").addObject();
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", finish);
    body.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 10);
    return body.toString();
  }

  private static void put(Map<String, String> outcomes, String outcome, String... literals) {
    for (String literal : literals) {
      outcomes.put(literal, outcome);
    }
  }

  private static String quoted(String text) {
    return new ObjectMapper().valueToTree(text).toString();
  }

  private static String brief(String text) {
    return text.length() > 40 ? text.substring(0, 37) + "…" + text.length() : text;
  }
}
