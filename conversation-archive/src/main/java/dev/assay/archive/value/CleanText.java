package dev.assay.archive.value;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Text that every store and every encoder can hold: a surrogate without its pair and the NUL
 * character, which JSON can escape and UTF-8 or databases cannot keep, become U+FFFD.
 */
public final class CleanText {

  private static final char REPLACEMENT = '\uFFFD';

  private CleanText() {}

  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isFlaw(text, i)) {
        return cleaned(text, i);
      }
    }
    return text;
  }

  /** Text as it is; any other JSON compactly, with its keys in the order of the source. */
  public static String ofJson(JsonNode value) {
    return of(value.isTextual() ? value.textValue() : value.toString());
  }

  private static String cleaned(String text, int firstFlaw) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = firstFlaw; i < text.length(); i++) {
      if (isFlaw(text, i)) {
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean.toString();
  }

  private static boolean isFlaw(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c == '\0';
  }
}
