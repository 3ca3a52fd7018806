package dev.assay.evaluators.code.function;

import com.google.common.base.Ascii;
import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Operators;
import dev.assay.evaluators.code.runtime.Patterns;
import dev.assay.evaluators.code.runtime.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Functions of texts. Places and lengths count Unicode code points. */
final class TextFunctions {
  private static final String LAST_INDEX_OF = "lastIndexOf";

  private TextFunctions() {}

  static Map<String, Function> all() {
    return Map.ofEntries(
        Map.entry("contains", (frame, a) -> contains(frame.budget(), a)),
        Map.entry("startsWith", (frame, a) -> startsWith(frame.budget(), a)),
        Map.entry("endsWith", (frame, a) -> endsWith(frame.budget(), a)),
        Map.entry(Operators.MATCHES, TextFunctions::matches),
        Map.entry("charAt", (frame, a) -> charAt(frame.budget(), a)),
        Map.entry("indexOf", (frame, a) -> indexOf(frame.budget(), a)),
        Map.entry(LAST_INDEX_OF, (frame, a) -> lastIndexOf(frame.budget(), a)),
        Map.entry("lowerAscii", (frame, a) -> lower(frame.budget(), a)),
        Map.entry("upperAscii", (frame, a) -> upper(frame.budget(), a)),
        Map.entry("trim", (frame, a) -> trim(frame.budget(), a)),
        Map.entry("substring", (frame, a) -> substring(frame.budget(), a)),
        Map.entry("replace", (frame, a) -> replace(frame.budget(), a)),
        Map.entry("split", (frame, a) -> split(frame.budget(), a)),
        Map.entry("join", (frame, a) -> join(frame.budget(), a)));
  }

  private static Object contains(Budget budget, Object[] arguments) {
    String text = text("contains", arguments, 0);
    String needle = text("contains", arguments, 1);
    budget.search(text, needle);
    return text.contains(needle);
  }

  private static Object startsWith(Budget budget, Object[] arguments) {
    String prefix = text("startsWith", arguments, 1);
    budget.scan(prefix.length());
    return text("startsWith", arguments, 0).startsWith(prefix);
  }

  private static Object endsWith(Budget budget, Object[] arguments) {
    String suffix = text("endsWith", arguments, 1);
    budget.scan(suffix.length());
    return text("endsWith", arguments, 0).endsWith(suffix);
  }

  private static Object matches(Frame frame, Object[] arguments) {
    String text = text(Operators.MATCHES, arguments, 0);
    return Patterns.find(
        frame.budget(), frame.pattern(text(Operators.MATCHES, arguments, 1)), text);
  }

  private static Object charAt(Budget budget, Object[] arguments) {
    String text = text("charAt", arguments, 0);
    long place = whole("charAt", arguments, 1);
    int length = length(budget, text);
    if (place == length) {
      return "";
    }
    int start = offset(text, place, length, "charAt");
    return Character.toString(text.codePointAt(start));
  }

  private static Object indexOf(Budget budget, Object[] arguments) {
    String text = text("indexOf", arguments, 0);
    String needle = text("indexOf", arguments, 1);
    long from = arguments.length > 2 ? whole("indexOf", arguments, 2) : 0;
    int length = length(budget, text);
    int start = offset(text, from, length, "indexOf");
    budget.search(text, needle);
    int found = text.indexOf(needle, start);
    return found < 0 ? -1L : (long) text.codePointCount(0, found);
  }

  private static Object lastIndexOf(Budget budget, Object[] arguments) {
    String text = text(LAST_INDEX_OF, arguments, 0);
    String needle = text(LAST_INDEX_OF, arguments, 1);
    int length = length(budget, text);
    long from = arguments.length > 2 ? whole(LAST_INDEX_OF, arguments, 2) : length;
    int start = offset(text, from, length, LAST_INDEX_OF);
    budget.search(text, needle);
    int found = text.lastIndexOf(needle, start);
    return found < 0 ? -1L : (long) text.codePointCount(0, found);
  }

  private static Object lower(Budget budget, Object[] arguments) {
    String text = text("lowerAscii", arguments, 0);
    budget.text(text.length());
    return Ascii.toLowerCase(text);
  }

  private static Object upper(Budget budget, Object[] arguments) {
    String text = text("upperAscii", arguments, 0);
    budget.text(text.length());
    return Ascii.toUpperCase(text);
  }

  private static Object trim(Budget budget, Object[] arguments) {
    String text = text("trim", arguments, 0);
    budget.text(text.length());
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Unicode's White_Space; all of it is in the basic plane. */
  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
  }

  private static Object substring(Budget budget, Object[] arguments) {
    String text = text("substring", arguments, 0);
    int length = length(budget, text);
    long from = whole("substring", arguments, 1);
    long to = arguments.length > 2 ? whole("substring", arguments, 2) : length;
    int start = offset(text, from, length, "substring");
    int end = offset(text, to, length, "substring");
    if (start > end) {
      throw outOfRange("substring", from, length);
    }
    budget.text(end - start);
    return text.substring(start, end);
  }

  private static Object replace(Budget budget, Object[] arguments) {
    String text = text("replace", arguments, 0);
    String old = text("replace", arguments, 1);
    String replacement = text("replace", arguments, 2);
    long limit = arguments.length > 3 ? whole("replace", arguments, 3) : -1;
    budget.search(text, old);
    budget.text(text.length());
    StringBuilder result = new StringBuilder();
    int copied = 0;
    int searched = 0;
    for (long done = 0; done != limit && searched <= text.length(); done++) {
      int found = text.indexOf(old, searched);
      if (found < 0) {
        break;
      }
      budget.text(replacement.length());
      result.append(text, copied, found).append(replacement);
      copied = found + old.length();
      searched = old.isEmpty() ? nextCodePoint(text, found) : copied;
    }
    return result.append(text, copied, text.length()).toString();
  }

  private static int nextCodePoint(String text, int at) {
    return at >= text.length() ? at + 1 : at + Character.charCount(text.codePointAt(at));
  }

  private static Object split(Budget budget, Object[] arguments) {
    String text = text("split", arguments, 0);
    String separator = text("split", arguments, 1);
    long limit = arguments.length > 2 ? whole("split", arguments, 2) : -1;
    if (limit == 0) {
      return List.of();
    }
    budget.search(text, separator);
    budget.text(text.length());
    List<Object> parts = new ArrayList<>();
    int start = 0;
    while (limit < 0 || parts.size() < limit - 1) {
      int end = separator.isEmpty() ? endOfOne(text, start) : text.indexOf(separator, start);
      if (end < 0) {
        break;
      }
      addPart(budget, parts, text.substring(start, end));
      start = end + separator.length();
    }
    if (!separator.isEmpty() || start < text.length()) {
      addPart(budget, parts, text.substring(start));
    }
    return Collections.unmodifiableList(parts);
  }

  /** The end of the code point at a place, or -1 when it is the last or there is none. */
  private static int endOfOne(String text, int start) {
    int end = nextCodePoint(text, start);
    return end >= text.length() ? -1 : end;
  }

  private static void addPart(Budget budget, List<Object> parts, String part) {
    budget.container(1);
    parts.add(part);
  }

  private static Object join(Budget budget, Object[] arguments) {
    String separator = arguments.length > 1 ? text("join", arguments, 1) : "";
    if (!(arguments[0] instanceof List<?> list)) {
      throw Values.mismatch("join", arguments);
    }
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String part)) {
        throw Values.mismatch("join", list.get(i));
      }
      budget.text((long) separator.length() + part.length());
      joined.append(i == 0 ? "" : separator).append(part);
    }
    return joined.toString();
  }

  private static int length(Budget budget, String text) {
    budget.scan(text.length());
    return text.codePointCount(0, text.length());
  }

  /** Where a code point begins in the text's UTF-16 units. */
  private static int offset(String text, long place, int length, String function) {
    if (place < 0 || place > length) {
      throw outOfRange(function, place, length);
    }
    return text.length() == length ? (int) place : text.offsetByCodePoints(0, (int) place);
  }

  private static EvaluationError outOfRange(String function, long place, int length) {
    return new EvaluationError(
        ErrorCode.INDEX_OUT_OF_RANGE,
        "%s: there is no place %d in a text of %d characters".formatted(function, place, length));
  }

  private static String text(String function, Object[] arguments, int index) {
    if (arguments[index] instanceof String text) {
      return text;
    }
    throw Values.mismatch(function, arguments);
  }

  private static long whole(String function, Object[] arguments, int index) {
    if (arguments[index] instanceof Long number) {
      return number;
    }
    throw Values.mismatch(function, arguments);
  }
}
