package dev.assay.evaluators.code.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Texts of which every match of a pattern holds at least one. Looking for them is some twenty times
 * faster than matching, and most texts hold none.
 */
final class RequiredText {
  private static final int ASCII = 128;
  private static final char LONG_S = '\u017f';
  private static final char KELVIN = '\u212a';

  private static final int COMPARED_AT_ONCE = 16;

  private final boolean anyCase;
  private final List<List<String>> byFirst;
  private final long costOfCharacter;

  private RequiredText(List<String> texts, boolean anyCase) {
    this.anyCase = anyCase;
    List<List<String>> table = new ArrayList<>();
    for (int c = 0; c < ASCII; c++) {
      table.add(List.of());
    }
    for (String text : texts) {
      char first = text.charAt(0);
      add(table, first, text);
      if (anyCase && Character.toUpperCase(first) != first) {
        add(table, Character.toUpperCase(first), text);
      }
    }
    this.byFirst = List.copyOf(table);
    this.costOfCharacter = 1 + texts.stream().mapToLong(String::length).sum() / COMPARED_AT_ONCE;
  }

  private static void add(List<List<String>> table, char first, String text) {
    List<String> texts = new ArrayList<>(table.get(first));
    texts.add(text);
    table.set(first, List.copyOf(texts));
  }

  /** What the matches of a valid pattern require, or empty when nothing is sure. */
  static Optional<RequiredText> of(String regex) {
    boolean anyCase = PatternLiterals.ignoresCase(regex);
    return PatternLiterals.required(regex)
        .map(
            texts -> anyCase ? texts.stream().map(t -> t.toLowerCase(Locale.ROOT)).toList() : texts)
        .map(texts -> new RequiredText(texts, anyCase));
  }

  /** False only where the pattern cannot match. */
  boolean mayMatch(Budget budget, String text) {
    budget.scan(costOfCharacter * text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ASCII) {
        List<String> candidates = byFirst.get(c);
        for (int k = 0; k < candidates.size(); k++) {
          String candidate = candidates.get(k);
          if (text.regionMatches(anyCase, i, candidate, 0, candidate.length())) {
            return true;
          }
        }
      } else if (anyCase && (c == LONG_S || c == KELVIN)) {
        return true;
      }
    }
    return false;
  }
}
