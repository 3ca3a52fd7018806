package dev.assay.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into fragments that look the same however the text is kept: as it is, in JSON, in
 * JSON within JSON, or in a page. So a copy of the text, or a quotation from it, is found by them.
 */
final class TextFragments {

  /** Shorter ones would be found everywhere. */
  static final int SHORTEST = 12;

  /** What is at least as long is hardly said by chance in another conversation. */
  static final int SHORTEST_PASSAGE = 24;

  /** Also the length of the longest ids, which are not cut. */
  static final int LONGEST = 64;

  private static final String PLAIN = " .,;:!?-_@+";
  private static final String EDGE = " .,;:!?-";

  private TextFragments() {}

  /**
   * Adds the shortest fragments that can be looked for: from the beginning of each word to the end
   * of the first that makes it long enough. A quotation of two or three words holds one of them.
   */
  static void shortest(String text, Set<String> to) {
    for (String run : runs(text)) {
      List<Word> words = words(run);
      for (int first = 0; first < words.size(); first++) {
        int start = words.get(first).start();
        int last = first;
        while (last < words.size() && words.get(last).end() - start < SHORTEST) {
          last++;
        }
        if (last < words.size()) {
          add(run.substring(start, words.get(last).end()), to);
        }
      }
    }
  }

  /** Adds the longest fragments: a text that holds one can be taken for a copy. */
  static void passages(String text, Set<String> to) {
    for (String run : runs(text)) {
      for (int from = 0; from < run.length(); from += LONGEST) {
        String passage = trimmed(run, from, Math.min(run.length(), from + LONGEST));
        if (passage.length() >= SHORTEST_PASSAGE) {
          add(passage, to);
        }
      }
    }
  }

  /** A fragment without a letter may be a time or an amount of anything. */
  private static void add(String fragment, Set<String> to) {
    if (fragment.chars().anyMatch(Character::isLetter)) {
      to.add(fragment);
    }
  }

  /** The longest parts in which no character is written otherwise anywhere. */
  private static List<String> runs(String text) {
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !isPlain(text.charAt(i))) {
        if (i - start >= SHORTEST) {
          runs.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return runs;
  }

  private static boolean isPlain(char c) {
    return Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0;
  }

  /** Where a word stands in a run. */
  private record Word(int start, int end) {}

  /** What spaces part; where a script has none, each character. Longer ones than ids are cut. */
  private static List<Word> words(String run) {
    List<Word> words = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= run.length(); i++) {
      boolean isEnd =
          i == run.length()
              || run.charAt(i) == ' '
              || run.charAt(i - 1) == ' '
              || Character.isIdeographic(run.charAt(i))
              || Character.isIdeographic(run.charAt(i - 1))
              || i - start == LONGEST;
      if (isEnd) {
        String word = trimmed(run, start, i);
        if (!word.isEmpty()) {
          int at = run.indexOf(word, start);
          words.add(new Word(at, at + word.length()));
        }
        start = i;
      }
    }
    return words;
  }

  private static String trimmed(String run, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && EDGE.indexOf(run.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && EDGE.indexOf(run.charAt(to - 1)) >= 0) {
      to--;
    }
    return run.substring(from, to);
  }
}
