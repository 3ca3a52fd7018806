package dev.assay.evaluators.code.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds literal texts in a pattern of which every match holds one. Reads valid patterns of RE2's
 * dialect; gives up where it is not sure. Only ASCII counts as literal.
 */
final class PatternLiterals {
  private static final int MOST_TEXTS = 64;
  private static final String SPECIAL = "\\.+*?()|[]{}^$";

  /** Gives up on a whole pattern. */
  private static final class Unsure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsure() {
      super("unsure", null, false, false);
    }
  }

  private final String regex;
  private int at;

  private PatternLiterals(String regex) {
    this.regex = regex;
  }

  /** Whether any part of the pattern takes capital and small letters as one. */
  static boolean ignoresCase(String regex) {
    for (int open = regex.indexOf("(?"); open >= 0; open = regex.indexOf("(?", open + 1)) {
      for (int i = open + 2; i < regex.length() && isFlag(regex.charAt(i)); i++) {
        if (regex.charAt(i) == 'i') {
          return true;
        }
      }
    }
    return false;
  }

  /** Not empty texts, one of which is in every match; or empty when there may be none. */
  static Optional<List<String>> required(String regex) {
    PatternLiterals reader = new PatternLiterals(regex);
    try {
      List<String> texts = reader.alternatives();
      return reader.at == regex.length() && !texts.isEmpty() && texts.size() <= MOST_TEXTS
          ? Optional.of(texts)
          : Optional.empty();
    } catch (Unsure e) {
      return Optional.empty();
    }
  }

  /** What alternatives require: one of what each requires; an empty list is nothing. */
  private List<String> alternatives() {
    List<String> all = new ArrayList<>();
    boolean sure = true;
    while (true) {
      List<String> required = sequence();
      sure &= !required.isEmpty();
      all.addAll(required);
      if (at >= regex.length() || regex.charAt(at) != '|') {
        return sure ? all : List.of();
      }
      at++;
    }
  }

  /** What a sequence requires: the best of what its parts require. */
  private List<String> sequence() {
    List<List<String>> parts = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      int start = at;
      List<String> atom = atom();
      boolean literal = atom.size() == 1 && regex.charAt(start) != '(';
      Repetition repetition = repetition();
      if (literal && repetition == Repetition.ONCE) {
        run.append(atom.get(0));
      } else {
        endRun(run, parts);
        if (repetition != Repetition.MAYBE_NONE) {
          parts.add(atom);
        }
      }
    }
    endRun(run, parts);
    return parts.stream()
        .filter(part -> !part.isEmpty())
        .max(Comparator.comparingInt(PatternLiterals::shortest))
        .orElse(List.of());
  }

  private static void endRun(StringBuilder run, List<List<String>> parts) {
    if (run.length() > 0) {
      parts.add(List.of(run.toString()));
      run.setLength(0);
    }
  }

  private static int shortest(List<String> texts) {
    return texts.stream().mapToInt(String::length).min().orElse(0);
  }

  /** How often an atom is repeated. */
  private enum Repetition {
    ONCE,
    AT_LEAST_ONCE,
    MAYBE_NONE
  }

  private Repetition repetition() {
    if (at >= regex.length()) {
      return Repetition.ONCE;
    }
    Repetition repetition =
        switch (regex.charAt(at)) {
          case '*', '?' -> Repetition.MAYBE_NONE;
          case '+' -> Repetition.AT_LEAST_ONCE;
          case '{' -> counted();
          default -> Repetition.ONCE;
        };
    if (repetition != Repetition.ONCE) {
      at = regex.charAt(at) == '{' ? regex.indexOf('}', at) + 1 : at + 1;
      if (at < regex.length() && regex.charAt(at) == '?') {
        at++;
      }
      if (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
        throw new Unsure();
      }
    }
    return repetition;
  }

  private Repetition counted() {
    int end = regex.indexOf('}', at);
    if (end < 0 || !regex.substring(at + 1, end).matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      throw new Unsure();
    }
    return regex.substring(at + 1, end).matches("0+(,.*)?")
        ? Repetition.MAYBE_NONE
        : Repetition.AT_LEAST_ONCE;
  }

  /** What one atom requires; moves past it. */
  private List<String> atom() {
    char c = regex.charAt(at);
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass();
      case '\\' -> escape();
      case '.', '^', '$' -> skip(1);
      default -> {
        if (SPECIAL.indexOf(c) >= 0) {
          throw new Unsure();
        }
        yield literal(c);
      }
    };
  }

  private List<String> literal(char c) {
    at++;
    return c < 128 ? List.of(String.valueOf(c)) : List.of();
  }

  private List<String> skip(int characters) {
    at += characters;
    return List.of();
  }

  private List<String> group() {
    at++;
    if (regex.startsWith("?", at)) {
      at++;
      while (at < regex.length() && isFlag(regex.charAt(at))) {
        at++;
      }
      if (regex.startsWith(")", at)) {
        at++;
        return flagsOnly();
      }
      if (!regex.startsWith(":", at)) {
        throw new Unsure();
      }
      at++;
    }
    List<String> required = alternatives();
    if (!regex.startsWith(")", at)) {
      throw new Unsure();
    }
    at++;
    return required;
  }

  /** RE2 lets a repetition after mere flags repeat what stands before them. */
  private List<String> flagsOnly() {
    if (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
      throw new Unsure();
    }
    return List.of();
  }

  private static boolean isFlag(char c) {
    return "imsU-".indexOf(c) >= 0;
  }

  private List<String> escape() {
    if (at + 1 >= regex.length()) {
      throw new Unsure();
    }
    char c = regex.charAt(at + 1);
    if (c == 'd') {
      at += 2;
      return Stream.iterate(0, digit -> digit + 1).limit(10).map(String::valueOf).toList();
    }
    if ("bBwWsSDAz".indexOf(c) >= 0) {
      return skip(2);
    }
    if (Character.isLetterOrDigit(c) || c >= 128) {
      throw new Unsure();
    }
    at++;
    return literal(c);
  }

  /** A class of a few plain characters requires one of them. */
  private List<String> characterClass() {
    int end = at + 1;
    while (end < regex.length() && regex.charAt(end) != ']') {
      end += regex.charAt(end) == '\\' ? 2 : 1;
    }
    String members = regex.substring(at + 1, Math.min(end, regex.length()));
    if (members.isEmpty() || members.startsWith("^]") || members.contains("[")) {
      throw new Unsure();
    }
    at = end + 1;
    boolean plain = members.chars().allMatch(c -> c < 128 && "\\^-".indexOf(c) < 0);
    return plain ? members.chars().mapToObj(Character::toString).toList() : List.of();
  }
}
