package dev.assay.evaluators.code.function;

import com.google.common.primitives.UnsignedLong;
import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Values;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers that the library offers only to its own interpreter. */
final class NumberFunctions {
  private NumberFunctions() {}

  static Map<String, Function> all() {
    return Map.ofEntries(
        Map.entry("math.@max", (frame, a) -> extreme(frame.budget(), "math.greatest", a, 1)),
        Map.entry("math.@min", (frame, a) -> extreme(frame.budget(), "math.least", a, -1)),
        Map.entry("math.ceil", rounding("math.ceil", Math::ceil)),
        Map.entry("math.floor", rounding("math.floor", Math::floor)),
        Map.entry("math.round", rounding("math.round", NumberFunctions::halfAwayFromZero)),
        Map.entry("math.trunc", rounding("math.trunc", d -> d < 0 ? Math.ceil(d) : Math.floor(d))),
        Map.entry("math.isNaN", (frame, a) -> Double.isNaN(fraction("math.isNaN", a[0]))),
        Map.entry("math.isInf", (frame, a) -> Double.isInfinite(fraction("math.isInf", a[0]))),
        Map.entry("math.isFinite", (frame, a) -> Double.isFinite(fraction("math.isFinite", a[0]))),
        Map.entry("math.sqrt", (frame, a) -> Math.sqrt(number("math.sqrt", a[0]).doubleValue())),
        Map.entry("math.abs", (frame, a) -> absolute(a[0])),
        Map.entry("math.sign", (frame, a) -> sign(a[0])));
  }

  static Long sum(long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw new EvaluationError(ErrorCode.NUMERIC_OVERFLOW, "%d + %d is too large".formatted(a, b));
    }
  }

  private static Object extreme(Budget budget, String name, Object[] arguments, int direction) {
    List<?> candidates =
        arguments.length == 1 && arguments[0] instanceof List<?> list ? list : List.of(arguments);
    for (Object candidate : candidates) {
      number(name, candidate);
    }
    return ListFunctions.extreme(budget, name, candidates, direction);
  }

  private static Function rounding(String name, DoubleUnaryOperator operator) {
    return (frame, arguments) -> operator.applyAsDouble(fraction(name, arguments[0]));
  }

  private static double halfAwayFromZero(double number) {
    return Math.copySign(Math.floor(Math.abs(number) + 0.5), number);
  }

  private static Object absolute(Object value) {
    if (value instanceof Long number) {
      if (number == Long.MIN_VALUE) {
        throw new EvaluationError(
            ErrorCode.NUMERIC_OVERFLOW, "the absolute value of %d is too large".formatted(number));
      }
      return Math.abs(number);
    }
    return value instanceof Double number ? Math.abs(number) : number("math.abs", value);
  }

  private static Object sign(Object value) {
    if (value instanceof Double number) {
      return Math.signum(number);
    }
    if (value instanceof UnsignedLong number) {
      return number.equals(UnsignedLong.ZERO) ? UnsignedLong.ZERO : UnsignedLong.ONE;
    }
    return (long) Long.signum(number("math.sign", value).longValue());
  }

  private static double fraction(String name, Object value) {
    if (value instanceof Double number) {
      return number;
    }
    throw Values.mismatch(name, value);
  }

  private static Number number(String name, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw Values.mismatch(name, value);
  }
}
