package dev.assay.evaluators;

/** Shortens a text that may hold anything, so that a message can quote it. */
public final class OneLine {
  private static final int LONGEST = 80;

  private OneLine() {}

  /**
   * The beginning of the text, at most 80 characters and an ellipsis, with every control character
   * and lone surrogate replaced.
   */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /** As {@link #of(String)}, with another bound. */
  static String of(String text, int longest) {
    StringBuilder line = new StringBuilder();
    int end = Math.min(text.length(), longest);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        line.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        line.append('\uFFFD');
      } else {
        line.append(endsLine(c) ? ' ' : c);
      }
    }
    return end < text.length() ? line.append('…').toString() : line.toString();
  }

  private static boolean endsLine(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
