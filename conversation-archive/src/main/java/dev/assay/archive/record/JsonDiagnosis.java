package dev.assay.archive.record;

import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a record that the parser of JSON has refused: what stands where, what
 * could stand there, and what mends it. It goes over the same bytes up to the first that JSON does
 * not have, or that is beyond the parser's limits.
 */
final class JsonDiagnosis {
  private static final StreamReadConstraints LIMITS =
      JsonText.reader().getFactory().streamReadConstraints();

  private static final int SHOWN_CHARS = 40;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern ALMOST_NUMBER =
      Pattern.compile("[+-]?(\\.?[0-9][0-9.]*([eE][+-]?[0-9]*)?|0[xX][0-9a-fA-F]*)");
  private static final Pattern NO_NUMBER = Pattern.compile("[+-]?(NaN|Infinity|Inf)");

  /** What Python prints. */
  private static final Map<String, String> OTHER_WORDS =
      Map.of("True", "true", "False", "false", "None", "null");

  private static final String RECORD = "record in { }";

  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String CURLY_QUOTES = "“”„‟‘’‚‛«»";

  /** What may come next. */
  private enum Next {
    VALUE,
    ITEM_OR_END,
    KEY,
    KEY_OR_END,
    COMMA_OR_END,
    NOTHING
  }

  private final byte[] bytes;
  private final int from;
  private final int end;

  /** Where the brackets that are open stand. */
  private int[] opened = new int[16];

  private int depth;
  private int at;

  /** Where the comma stands that was read last, if nothing was since; else -1. */
  private int comma = -1;

  private JsonDiagnosis(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.end = from + length;
    this.at = from;
  }

  /**
   * What is wrong with bytes, which are UTF-8.
   *
   * @param refused for what they were refused; this alone is said where nothing is found
   */
  static UnreadableRecord of(byte[] bytes, int from, int length, RejectionReason refused) {
    JsonDiagnosis diagnosis = new JsonDiagnosis(bytes, from, length);
    try {
      diagnosis.read();
      return new UnreadableRecord(
          refused, "Cannot take in the record: its JSON is " + refused.label().replace('_', ' '));
    } catch (UnreadableRecord e) {
      return e;
    }
  }

  private void read() throws UnreadableRecord {
    Next next = Next.VALUE;
    while (next != Next.NOTHING) {
      space();
      next =
          switch (next) {
            case VALUE -> value();
            case ITEM_OR_END -> isAt(']') ? closed() : value();
            case KEY -> key();
            case KEY_OR_END -> isAt('}') ? closed() : key();
            case COMMA_OR_END -> depth == 0 ? nothing() : commaOrEnd();
            case NOTHING -> Next.NOTHING;
          };
    }
  }

  private Next value() throws UnreadableRecord {
    checkNotEnded("a value");
    checkCommaIsFollowed();
    comma = -1;
    switch (bytes[at]) {
      case '{', '[' -> {
        return open();
      }
      case '"' -> text("text");
      default -> word();
    }
    return Next.COMMA_OR_END;
  }

  private Next open() throws UnreadableRecord {
    if (depth == LIMITS.getMaxNestingDepth()) {
      throw tooMuch(
          RejectionReason.TOO_DEEP,
          "it is nested deeper than %,d levels".formatted(LIMITS.getMaxNestingDepth()));
    }
    if (depth == opened.length) {
      opened = Arrays.copyOf(opened, 2 * depth);
    }
    opened[depth++] = at;
    return bytes[at++] == '{' ? Next.KEY_OR_END : Next.ITEM_OR_END;
  }

  private Next closed() {
    depth--;
    at++;
    return Next.COMMA_OR_END;
  }

  private Next key() throws UnreadableRecord {
    checkNotEnded("a key");
    checkCommaIsFollowed();
    comma = -1;
    if (!isAt('"')) {
      checkForeign("key");
      String word = word(at, wordEnd());
      throw word.isEmpty()
          ? broken("%s, where a key in double quotes is expected".formatted(thing()))
          : broken("a key that is not quoted: %s; put it in double quotes".formatted(word));
    }
    int start = at;
    text("key");
    if (at - start - 2 > LIMITS.getMaxNameLength()) {
      at = start;
      throw tooMuch(
          RejectionReason.TOO_LARGE,
          "a key has more than %,d characters".formatted(LIMITS.getMaxNameLength()));
    }
    String key = word(start + 1, at - 1);
    space();
    checkNotEnded("a colon");
    if (!isAt(':')) {
      checkForeign("text");
      throw broken("%s, where a colon is expected after the key \"%s\"".formatted(thing(), key));
    }
    at++;
    return Next.VALUE;
  }

  private Next commaOrEnd() throws UnreadableRecord {
    int open = opened[depth - 1];
    boolean isObject = bytes[open] == '{';
    String kind = isObject ? "object" : "list";
    char closing = isObject ? '}' : ']';
    if (at == end) {
      throw broken("it ends within the %s that begins at %s".formatted(kind, place(open)));
    }
    if (isAt(closing)) {
      return closed();
    }
    if (isAt(',')) {
      comma = at++;
      return isObject ? Next.KEY : Next.VALUE;
    }
    if (isAt('"') || isAt('{') || isAt('[') || wordEnd() > at) {
      throw broken("no comma before %s; put one between".formatted(thing()));
    }
    checkForeign("text");
    throw broken(
        "%s, where a comma or the %s of the %s that begins at %s is expected"
            .formatted(thing(), closing, kind, place(open)));
  }

  /** After the one value. */
  private Next nothing() throws UnreadableRecord {
    if (at == end) {
      return Next.NOTHING;
    }
    if (isAt('{') || isAt('[') || isAt('"')) {
      throw broken("a second value behind the first; put each on a line of its own");
    }
    if (isAt('}') || isAt(']')) {
      throw broken("%s, which closes nothing; take it out".formatted(thing()));
    }
    checkForeign("text");
    throw broken("%s behind the end of the value; take it out".formatted(thing()));
  }

  private void text(String kind) throws UnreadableRecord {
    int start = at++;
    while (at < end && bytes[at] != '"') {
      int b = bytes[at];
      if (b >= 0 && b < ' ') {
        throw control(b, kind);
      }
      if (b == '\\') {
        escape();
      } else {
        at++;
      }
    }
    if (at == end) {
      throw broken(
          "it ends in the middle of the %s that begins at %s; a line break within is written \\n"
              .formatted(kind, place(start)));
    }
    at++;
  }

  private UnreadableRecord control(int b, String kind) {
    return switch (b) {
      case '\t' -> broken("a tab within a %s; write it as \\t".formatted(kind));
      case '\n' -> broken("a line break within a %s; write it as \\n".formatted(kind));
      case '\r' -> broken("a carriage return within a %s; write it as \\r".formatted(kind));
      default -> broken("a control character within a %s; write it as \\u%04x".formatted(kind, b));
    };
  }

  private void escape() throws UnreadableRecord {
    if (at + 1 == end) {
      at++;
      return;
    }
    if (bytes[at + 1] == 'u') {
      for (int i = 2; i < 6 && at + i < end; i++) {
        if (Character.digit(bytes[at + i], 16) < 0) {
          throw broken(
              "\\u without four hexadecimal digits behind it; a backslash itself is written \\\\");
        }
      }
      at = Math.min(end, at + 6);
    } else if (ESCAPES.indexOf(bytes[at + 1]) < 0) {
      throw broken(
          "an escape that JSON does not have: \\%s; a backslash itself is written \\\\"
              .formatted(Character.toString(character(at + 1))));
    } else {
      at += 2;
    }
  }

  private void word() throws UnreadableRecord {
    checkForeign("text");
    int wordEnd = wordEnd();
    if (wordEnd == at) {
      throw broken("%s, where a %s is expected".formatted(thing(), depth == 0 ? RECORD : "value"));
    }
    int length = wordEnd - at;
    String word =
        new String(
            bytes, at, Math.min(length, LIMITS.getMaxNumberLength()), StandardCharsets.UTF_8);
    boolean isCut = length > word.length();
    if (NUMBER.matcher(word).matches() || (isCut && ALMOST_NUMBER.matcher(word).matches())) {
      if (isCut) {
        throw tooMuch(
            RejectionReason.TOO_LARGE,
            "a number has more than %,d characters".formatted(LIMITS.getMaxNumberLength()));
      }
    } else if (!word.equals("true") && !word.equals("false") && !word.equals("null")) {
      String shown = word(at, wordEnd);
      if (depth == 0) {
        throw broken("%s, where a %s is expected".formatted(shown, RECORD));
      }
      String other = OTHER_WORDS.get(word);
      if (other != null) {
        throw broken("%s, as Python has it; write %s".formatted(word, other));
      }
      if (NO_NUMBER.matcher(word).matches()) {
        throw broken("%s, which JSON does not have; write null, or a text".formatted(word));
      }
      if (ALMOST_NUMBER.matcher(word).matches()) {
        throw broken(
            "a number as JSON has none: %s; it has no plus sign and no zero before other digits, and digits on both sides of a point"
                .formatted(shown));
      }
      throw broken("a value that is not quoted: %s; put it in double quotes".formatted(shown));
    }
    at = wordEnd;
  }

  /** What other languages have, and JSON does not. */
  private void checkForeign(String kind) throws UnreadableRecord {
    if (isAt('\'')) {
      throw broken("a %s in single quotes; put it in double quotes".formatted(kind));
    }
    if (isAt('`')) {
      throw broken("a %s in backquotes; put it in double quotes".formatted(kind));
    }
    boolean isSlashed = isAt('/') && at + 1 < end && (bytes[at + 1] == '/' || bytes[at + 1] == '*');
    if (isSlashed || isAt('#')) {
      throw broken("a comment, which JSON does not have; take it out");
    }
    if (at < end && CURLY_QUOTES.indexOf(character(at)) >= 0) {
      throw broken("a %s in typographic quotes; put it in double quotes".formatted(kind));
    }
  }

  private void checkNotEnded(String expected) throws UnreadableRecord {
    if (at == end) {
      throw broken("it ends where %s is expected".formatted(expected));
    }
  }

  private void checkCommaIsFollowed() throws UnreadableRecord {
    if (comma >= 0 && (isAt('}') || isAt(']'))) {
      String closing = thing();
      at = comma;
      throw broken("a comma with nothing behind it but %s; take it out".formatted(closing));
    }
  }

  private void space() {
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private boolean isAt(char expected) {
    return at < end && bytes[at] == expected;
  }

  /** Behind the letters, digits and signs that stand here. */
  private int wordEnd() {
    int place = at;
    while (place < end && isOfWord(bytes[place])) {
      place++;
    }
    return place;
  }

  private static boolean isOfWord(byte b) {
    return b < 0
        || (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || "_$+-.".indexOf(b) >= 0;
  }

  /** What stands here: a word, or the name of a character. */
  private String thing() {
    int wordEnd = wordEnd();
    if (wordEnd > at) {
      return word(at, wordEnd);
    }
    int character = character(at);
    if (character == '"') {
      return "a text";
    }
    if (character == ',') {
      return "a comma";
    }
    if (character == ':') {
      return "a colon";
    }
    return character < ' ' || character == 127
        ? "the control character U+%04X".formatted(character)
        : Character.toString(character);
  }

  private String word(int start, int stop) {
    // No character has more than four bytes.
    int most = Math.min(stop, start + 4 * SHOWN_CHARS);
    String text = new String(bytes, start, most - start, StandardCharsets.UTF_8);
    return text.codePointCount(0, text.length()) <= SHOWN_CHARS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARS)) + "…";
  }

  private int character(int place) {
    int most = Math.min(end - place, 4);
    return new String(bytes, place, most, StandardCharsets.UTF_8).codePointAt(0);
  }

  private UnreadableRecord broken(String what) {
    return new UnreadableRecord(
        RejectionReason.BROKEN_JSON, "Invalid JSON at %s: %s".formatted(place(at), what));
  }

  private UnreadableRecord tooMuch(RejectionReason reason, String what) {
    return new UnreadableRecord(
        reason, "Cannot take in the record: at %s %s".formatted(place(at), what));
  }

  /** In characters from 1; records of several lines have their own lines, from 1. */
  private String place(int place) {
    int line = 1;
    int column = 1;
    for (int i = from; i < place; i++) {
      if (bytes[i] == '\n') {
        line++;
        column = 1;
      } else if ((bytes[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return line == 1
        ? "column " + column
        : "line %d of the record, column %d".formatted(line, column);
  }
}
