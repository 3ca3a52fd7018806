package dev.assay.evaluators.code.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the size of the program that a pattern compiles to, without compiling it: {@code
 * (a{1000}){1000}} is twelve characters and a million instructions. Reads only what multiplies a
 * program: groups and counted repetitions; whatever else there is counts one a character.
 */
final class PatternSize {
  private static final long MOST = Integer.MAX_VALUE;

  private final String regex;
  private final Deque<Long> enclosing = new ArrayDeque<>();
  private long group;
  private long atom;
  private int at;

  private PatternSize(String regex) {
    this.regex = regex;
  }

  /** An upper bound of the program's size, at most {@link Integer#MAX_VALUE}. */
  static long of(String regex) {
    return new PatternSize(regex).measure();
  }

  private long measure() {
    while (at < regex.length()) {
      next(regex.charAt(at));
    }
    endAtom();
    while (!enclosing.isEmpty()) {
      closeGroup();
      endAtom();
    }
    return group;
  }

  private void next(char c) {
    switch (c) {
      case '\\' -> escape();
      case '[' -> characterClass();
      case '(' -> {
        endAtom();
        enclosing.push(group);
        group = 2;
        at++;
      }
      case ')' -> {
        endAtom();
        closeGroup();
        at++;
      }
      case '{' -> repetition();
      case '*', '+', '?' -> {
        atom = Math.min(MOST, atom + 1);
        at++;
      }
      default -> single(1);
    }
  }

  private void single(int characters) {
    endAtom();
    atom = 1;
    at += characters;
  }

  private void endAtom() {
    group = Math.min(MOST, group + atom);
    atom = 0;
  }

  private void closeGroup() {
    atom = group;
    group = enclosing.isEmpty() ? 0 : enclosing.pop();
  }

  private void escape() {
    if (regex.startsWith("\\Q", at)) {
      int end = regex.indexOf("\\E", at);
      int stop = end < 0 ? regex.length() : end + 2;
      endAtom();
      group += stop - at;
      atom = 1;
      at = stop;
    } else if (regex.startsWith("{", at + 2)
        && at + 1 < regex.length()
        && "pPx".indexOf(regex.charAt(at + 1)) >= 0) {
      int end = regex.indexOf('}', at);
      single(end < 0 ? regex.length() - at : end + 1 - at);
    } else {
      single(2);
    }
  }

  private void characterClass() {
    int end = at + 1;
    if (end < regex.length() && regex.charAt(end) == '^') {
      end++;
    }
    boolean first = true;
    while (end < regex.length() && (first || !isAt(end, "]"))) {
      end = classItem(end);
      first = false;
    }
    single(end + 1 - at);
  }

  /** The end of a named class, a class of escapes, a character or a range in a character class. */
  private int classItem(int from) {
    if (isAt(from, "[:")) {
      int named = regex.indexOf(":]", from + 1);
      if (named >= 0) {
        return named + 2;
      }
    }
    if (isAt(from, "\\p") || isAt(from, "\\P")) {
      return isAt(from + 2, "{") ? past('}', from) : from + 3;
    }
    if (isAt(from, "\\") && "dDsSwW".indexOf(charAt(from + 1)) >= 0) {
      return from + 2;
    }
    int end = classCharacter(from);
    return isAt(end, "-") && !isAt(end + 1, "]") ? classCharacter(end + 1) : end;
  }

  private int classCharacter(int from) {
    if (isAt(from, "\\x{")) {
      return past('}', from);
    }
    return isAt(from, "\\") ? from + 2 : from + 1;
  }

  private int past(char c, int from) {
    int found = regex.indexOf(c, from);
    return found < 0 ? regex.length() : found + 1;
  }

  private boolean isAt(int place, String text) {
    return regex.startsWith(text, place);
  }

  private char charAt(int place) {
    return place < regex.length() ? regex.charAt(place) : 0;
  }

  /** {@code {n}}, {@code {n,}} or {@code {n,m}} multiplies the atom; any other brace is itself. */
  private void repetition() {
    int end = regex.indexOf('}', at);
    String counts = end < 0 ? "" : regex.substring(at + 1, end);
    if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      single(1);
      return;
    }
    int comma = counts.indexOf(',');
    String most = comma < 0 || comma + 1 == counts.length() ? counts : counts.substring(comma + 1);
    long copies = Long.parseLong(most.replace(",", ""));
    atom = Math.min(MOST, (Math.max(1, atom) + 1) * (copies + 1));
    at = end + 1;
  }
}
