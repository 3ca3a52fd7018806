package dev.assay.evaluators.code;

import java.util.List;
import java.util.Random;

/**
 * Writes random expressions that mostly type-check: a seed gives the same expressions each time.
 * Uses only what the library's own interpreter has too.
 */
public final class ExpressionGrammar {
  private static final List<String> TEXTS =
      List.of("''", "'a'", "'Hello, World'", "' sorry '", "'é😀'", "'a,b,,c'", "'12'", "'true'");
  private static final List<String> NUMBERS = List.of("0", "1", "2", "-3", "7", "1000000007");
  private static final List<String> FRACTIONS = List.of("0.0", "1.5", "-2.25", "1e300");
  private static final List<String> PATTERNS =
      List.of("'a'", "'^[a-z]+$'", "'(?i)hello|sorry'", "'\\\\\\\\d+'", "''", "'('");

  private final Random random;
  private int variables;

  public ExpressionGrammar(long seed) {
    this.random = new Random(seed);
  }

  /** An expression that is true or false. */
  public String truth(int depth) {
    if (depth <= 0) {
      return one("true", "false", "conversation.is_finished");
    }
    int next = depth - 1;
    return switch (random.nextInt(14)) {
      case 0 -> "(%s && %s)".formatted(truth(next), truth(next));
      case 1 -> "(%s || %s)".formatted(truth(next), truth(next));
      case 2 -> "!" + truth(next);
      case 3 -> "(%s == %s)".formatted(number(next), number(next));
      case 4 -> "(%s < %s)".formatted(fraction(next), fraction(next));
      case 5 -> "(%s != %s)".formatted(text(next), text(next));
      case 6 -> "(%s in %s)".formatted(text(next), texts(next));
      case 7 -> "%s.contains(%s)".formatted(text(next), text(0));
      case 8 -> "%s.matches(%s)".formatted(text(next), pick(PATTERNS));
      case 9 -> "(%s == %s)".formatted(texts(next), texts(next));
      case 10 -> loop(one("exists", "all", "exists_one"), next);
      case 11 -> "(%s ? %s : %s)".formatted(truth(next), truth(next), truth(next));
      case 12 -> "conversation.messages.exists(m, %s)".formatted(ofMessage(next));
      default -> bound(truth(next), next);
    };
  }

  /** A whole number. */
  public String number(int depth) {
    if (depth <= 0) {
      return pick(NUMBERS);
    }
    int next = depth - 1;
    return switch (random.nextInt(9)) {
      case 0 -> "(%s %s %s)".formatted(number(next), one("+", "-", "*", "/", "%"), number(next));
      case 1 -> "%s.size()".formatted(text(next));
      case 2 -> "size(%s)".formatted(texts(next));
      case 3 -> "int(%s)".formatted(text(next));
      case 4 -> "('z' + %s).indexOf(%s)".formatted(text(next), text(0));
      case 5 -> "(%s ? %s : %s)".formatted(truth(next), number(next), number(next));
      case 6 -> "math.greatest(%s, %s)".formatted(number(next), number(next));
      case 7 -> "conversation.messages.filter(m, %s).size()".formatted(ofMessage(next));
      default -> bound(number(next), next);
    };
  }

  /** A text. */
  public String text(int depth) {
    if (depth <= 0) {
      return one(pick(TEXTS), "conversation.id", "conversation.messages[0].text");
    }
    int next = depth - 1;
    return switch (random.nextInt(10)) {
      case 0 -> "(%s + %s)".formatted(text(next), text(next));
      case 1 -> "%s.%s()".formatted(text(next), one("lowerAscii", "upperAscii", "trim", "reverse"));
      case 2 -> "%s.substring(%s)".formatted(text(next), number(0));
      case 3 -> "%s.charAt(%s)".formatted(text(next), number(0));
      case 4 -> "string(%s)".formatted(number(next));
      case 5 -> "%s[%s]".formatted(texts(next), number(0));
      case 6 -> "%s.join(%s)".formatted(texts(next), text(0));
      case 7 -> "(%s ? %s : %s)".formatted(truth(next), text(next), text(next));
      case 8 -> "{'a': %s, 'b': %s}[%s]".formatted(text(next), text(next), one("'a'", "'c'"));
      default -> bound(text(next), next);
    };
  }

  private String texts(int depth) {
    if (depth <= 0) {
      return one("['a', 'b']", "[%s]".formatted(text(0)), "conversation.messages.map(m, m.text)");
    }
    int next = depth - 1;
    return switch (random.nextInt(7)) {
      case 0 -> "(%s + %s)".formatted(texts(next), texts(next));
      case 1 -> "[%s, %s]".formatted(text(next), text(next));
      case 2 -> "%s.split(',')".formatted(text(next));
      case 3 -> loop("filter", next);
      case 4 -> "%s.%s()".formatted(texts(next), one("distinct", "sort", "reverse"));
      case 5 -> "%s.map(y, %s, y + %s)".formatted(texts(next), truth(next), text(next));
      default -> "(%s ? %s : %s)".formatted(truth(next), texts(next), texts(next));
    };
  }

  private String fraction(int depth) {
    if (depth <= 0) {
      return pick(FRACTIONS);
    }
    return switch (random.nextInt(3)) {
      case 0 -> "double(%s)".formatted(number(depth - 1));
      case 1 ->
          "(%s %s %s)".formatted(fraction(depth - 1), one("+", "-", "*", "/"), fraction(depth - 1));
      default -> "math.abs(%s)".formatted(fraction(depth - 1));
    };
  }

  private String ofMessage(int depth) {
    return one(
        "m.sender == 'user'",
        "m.text.contains(%s)".formatted(text(depth)),
        "m.created_at == null || m.created_at > timestamp('2026-01-01T00:00:00Z')",
        "m.tool_calls.all(c, c.error == null)",
        truth(depth));
  }

  private String loop(String macro, int depth) {
    return "%s.%s(x, x == %s || %s)".formatted(texts(depth), macro, text(depth), truth(depth));
  }

  private String bound(String body, int depth) {
    String variable = "v" + variables++;
    return "cel.bind(%s, %s, %s)".formatted(variable, text(depth), body);
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
