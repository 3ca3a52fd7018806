package dev.assay.evaluators;

/** Shortens a text that may hold anything, so that a message can quote it. */
public final class OneLine {
  private static final int LONGEST = 80;

  private OneLine() {}

  /**
   * The beginning of the text, at most 80 characters, with every control character and lone
   * surrogate replaced.
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean pair = i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1));
      if (pair) {
        line.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        line.append('\uFFFD');
      } else {
        line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
      }
    }
    return end < text.length() ? line.append('…').toString() : line.toString();
  }
}
