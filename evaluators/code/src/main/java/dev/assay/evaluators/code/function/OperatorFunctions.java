package dev.assay.evaluators.code.function;

import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Operators;
import dev.assay.evaluators.code.runtime.Resource;
import dev.assay.evaluators.code.runtime.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operators that work on texts, lists and maps, and those that are used most. */
final class OperatorFunctions {
  private OperatorFunctions() {}

  static Map<String, Function> all() {
    return Map.of(
        Operators.EQUALS, (frame, a) -> Values.equal(frame.budget(), a[0], a[1]),
        Operators.NOT_EQUALS, (frame, a) -> !Values.equal(frame.budget(), a[0], a[1]),
        Operators.LESS, (frame, a) -> ordered(a) && compare(frame, a) < 0,
        Operators.LESS_EQUALS, (frame, a) -> ordered(a) && compare(frame, a) <= 0,
        Operators.GREATER, (frame, a) -> ordered(a) && compare(frame, a) > 0,
        Operators.GREATER_EQUALS, (frame, a) -> ordered(a) && compare(frame, a) >= 0,
        Operators.NOT, (frame, a) -> not(a[0]),
        Operators.ADD, OperatorFunctions::add,
        Operators.IN, (frame, a) -> in(frame.budget(), a[0], a[1]),
        Operators.INDEX, (frame, a) -> index(frame.budget(), a[0], a[1]));
  }

  private static boolean ordered(Object[] arguments) {
    return !Values.isNaN(arguments[0]) && !Values.isNaN(arguments[1]);
  }

  private static int compare(Frame frame, Object[] arguments) {
    return Values.compare(frame.budget(), arguments[0], arguments[1]);
  }

  private static Object not(Object operand) {
    if (operand instanceof Boolean truth) {
      return !truth;
    }
    throw Values.mismatch("!", operand);
  }

  static Object add(Frame frame, Object[] arguments) {
    Object left = arguments[0];
    Object right = arguments[1];
    if (left instanceof Long a && right instanceof Long b) {
      return NumberFunctions.sum(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return a + b;
    }
    if (left instanceof String a && right instanceof String b) {
      frame.budget().text((long) a.length() + b.length());
      return a.concat(b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      frame.budget().container((long) a.size() + b.size());
      List<Object> sum = new ArrayList<>(a.size() + b.size());
      sum.addAll(a);
      sum.addAll(b);
      return Collections.unmodifiableList(sum);
    }
    return LibraryFunctions.add(frame, arguments);
  }

  private static Object in(Budget budget, Object element, Object container) {
    if (container instanceof Map<?, ?> map) {
      return Values.find(budget, map, element).isPresent();
    }
    if (container instanceof List<?> list) {
      for (Object candidate : list) {
        budget.spend(Resource.OPERATIONS, 1);
        if (Values.equal(budget, element, candidate)) {
          return true;
        }
      }
      return false;
    }
    throw Values.mismatch("in", element, container);
  }

  private static Object index(Budget budget, Object container, Object key) {
    if (container instanceof List<?> list) {
      if (Values.isKey(key) && Values.key(key) instanceof Long index) {
        return element(list, index);
      }
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT, "%s is no place in a list".formatted(Values.quoted(key)));
    }
    if (container instanceof Map<?, ?> map) {
      return Values.find(budget, map, key)
          .orElseThrow(
              () ->
                  new EvaluationError(
                      ErrorCode.NO_SUCH_KEY, "there is no key " + Values.quoted(key)));
    }
    throw Values.mismatch("[]", container, key);
  }

  private static Object element(List<?> list, long index) {
    if (index < 0 || index >= list.size()) {
      throw new EvaluationError(
          ErrorCode.INDEX_OUT_OF_RANGE,
          "there is no element %d in a list of %d".formatted(index, list.size()));
    }
    return list.get((int) index);
  }
}
