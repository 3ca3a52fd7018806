package dev.assay.evaluators.code.runtime;

import com.google.common.primitives.UnsignedLong;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.evaluators.OneLine;
import dev.cel.common.internal.ComparisonFunctions;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Equality, order and wording of the language's values. */
public final class Values {
  private Values() {}

  /** Equality of the language: numbers by their value, lists and maps by their elements. */
  public static boolean equal(Budget budget, Object left, Object right) {
    if (left instanceof String a) {
      return right instanceof String b && equal(budget, a, b);
    }
    if (left instanceof Number a) {
      return right instanceof Number b && ComparisonFunctions.numericEquals(a, b);
    }
    if (left instanceof List<?> a) {
      return right instanceof List<?> b && equal(budget, a, b);
    }
    if (left instanceof Map<?, ?> a) {
      return right instanceof Map<?, ?> b && equal(budget, a, b);
    }
    if (left instanceof Message a) {
      return right instanceof Message b && equal(budget, a.id(), b.id());
    }
    if (left instanceof ToolCall a) {
      return right instanceof ToolCall b && equal(budget, a, b);
    }
    return left.equals(right);
  }

  private static boolean equal(Budget budget, String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    budget.scan(a.length());
    return a.equals(b);
  }

  private static boolean equal(Budget budget, List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      budget.spend(Resource.OPERATIONS, 1);
      if (!equal(budget, a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Budget budget, Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      budget.spend(Resource.OPERATIONS, 1);
      Optional<Object> other = find(budget, b, entry.getKey());
      if (other.isEmpty() || !equal(budget, entry.getValue(), other.get())) {
        return false;
      }
    }
    return true;
  }

  /** A call has no identity of its own: two are equal when all their texts are. */
  private static boolean equal(Budget budget, ToolCall a, ToolCall b) {
    return equal(budget, a.name(), b.name())
        && equal(budget, a.arguments(), b.arguments())
        && equal(budget, orNull(a.result()), orNull(b.result()))
        && equal(budget, orNull(a.error()), orNull(b.error()));
  }

  private static Object orNull(@Nullable String text) {
    return text == null ? NullValue.NULL_VALUE : text;
  }

  /** The value of a key; a number finds the equal number of another type. */
  public static Optional<Object> find(Budget budget, Map<?, ?> map, Object key) {
    Object wanted = isKey(key) ? key(key) : key;
    if (wanted instanceof String text) {
      budget.scan(text.length());
    }
    return Optional.ofNullable(map.get(wanted));
  }

  /** A map's key, in the form that maps hold: a whole number is a Long where it fits. */
  public static Object key(Object value) {
    if (!isKey(value)) {
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT,
          "%s cannot be a map's key; use a text, a whole number, true or false"
              .formatted(quoted(value)));
    }
    if (value instanceof UnsignedLong number && number.longValue() >= 0) {
      return number.longValue();
    }
    if (value instanceof Double number && number == Math.rint(number) && fitsLong(number)) {
      return number.longValue();
    }
    return value;
  }

  public static boolean isKey(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  private static boolean fitsLong(double number) {
    return number >= -0x1p63 && number < 0x1p63;
  }

  /**
   * The order of two values of one kind, as {@link Comparable#compareTo}.
   *
   * @throws EvaluationError when they have none
   */
  public static int compare(Budget budget, Object left, Object right) {
    if (left instanceof Number a && right instanceof Number b) {
      return ComparisonFunctions.numericCompare(withoutNegativeZero(a), withoutNegativeZero(b));
    }
    if (left instanceof String a && right instanceof String b) {
      budget.scan(Math.min(a.length(), b.length()));
      return a.compareTo(b);
    }
    if (left instanceof Instant a && right instanceof Instant b) {
      return a.compareTo(b);
    }
    if (left instanceof Duration a && right instanceof Duration b) {
      return a.compareTo(b);
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return a.compareTo(b);
    }
    throw new EvaluationError(
        left instanceof NullValue || right instanceof NullValue
            ? ErrorCode.NULL_VALUE
            : ErrorCode.NO_SUCH_OVERLOAD,
        "cannot compare %s with %s".formatted(quoted(left), quoted(right)));
  }

  private static Number withoutNegativeZero(Number number) {
    return number instanceof Double fraction ? (Number) (fraction + 0.0) : number;
  }

  /** Whether a number is not a number, which is neither less nor more than any. */
  public static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  /** A value for a message: short, whatever it holds. */
  public static String quoted(Object value) {
    if (value instanceof String text) {
      return "'" + OneLine.of(text) + "'";
    }
    if (value instanceof List<?> list) {
      return "a list of " + list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return "a map of " + map.size();
    }
    if (value instanceof Message message) {
      return "the message '" + OneLine.of(message.id()) + "'";
    }
    if (value instanceof ToolCall call) {
      return "the tool call '" + OneLine.of(call.name()) + "'";
    }
    if (value instanceof ConversationView) {
      return "the conversation";
    }
    return value instanceof NullValue ? "null" : OneLine.of(value.toString());
  }

  /** A failure to apply a function to these arguments. */
  public static EvaluationError mismatch(String name, Object... arguments) {
    StringBuilder words = new StringBuilder("cannot apply " + name + " to ");
    boolean absent = false;
    for (int i = 0; i < arguments.length; i++) {
      words.append(i == 0 ? "" : ", ").append(quoted(arguments[i]));
      absent |= arguments[i] instanceof NullValue;
    }
    return new EvaluationError(
        absent ? ErrorCode.NULL_VALUE : ErrorCode.NO_SUCH_OVERLOAD, words.toString());
  }
}
