package dev.assay.evaluators.judge.prompt;

/**
 * Writes texts that strangers wrote as JSON strings on one line.
 *
 * <p>Escaped is what JSON requires and, beyond that, whatever could be taken for something other
 * than text: every control and format character (line ends of all kinds, marks that turn the
 * direction of writing, invisible ones), lone surrogates, {@code <}, and {@code [} before a capital
 * or a slash, with which the control words of chat templates begin ({@code <|im_start|>}, {@code
 * [INST]}). A JSON parser gives back the very same text.
 */
final class DataText {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7f;
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private DataText() {}

  /** Appends the text as a JSON string, quotes included. */
  static void append(StringBuilder out, String text) {
    out.append('"');
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= FIRST_BEYOND_ASCII) {
        if (Character.isHighSurrogate(c)
            && i + 1 < length
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
          pair(out, c, text.charAt(i));
        } else if (isText(Character.getType(c))) {
          out.append(c);
        } else {
          escape(out, c);
        }
      } else {
        ascii(out, c, i + 1 < length ? text.charAt(i + 1) : ' ');
      }
    }
    out.append('"');
  }

  private static void ascii(StringBuilder out, char c, char next) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        boolean begins = c == '<' || (c == '[' && (next == '/' || (next >= 'A' && next <= 'Z')));
        if (c < FIRST_PRINTABLE || c == DELETE || begins) {
          escape(out, c);
        } else {
          out.append(c);
        }
      }
    }
  }

  private static void pair(StringBuilder out, char high, char low) {
    if (isText(Character.getType(Character.toCodePoint(high, low)))) {
      out.append(high).append(low);
    } else {
      escape(out, high);
      escape(out, low);
    }
  }

  private static boolean isText(int type) {
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE
        && type != Character.PRIVATE_USE
        && type != Character.UNASSIGNED;
  }

  private static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xf, 16));
    }
  }
}
