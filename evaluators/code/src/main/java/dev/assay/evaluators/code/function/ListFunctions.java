package dev.assay.evaluators.code.function;

import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Resource;
import dev.assay.evaluators.code.runtime.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Functions of lists. {@code sum}, {@code min} and {@code max} are ours; the rest is CEL's. */
final class ListFunctions {
  private ListFunctions() {}

  static Map<String, Function> all() {
    return Map.of(
        "size", (frame, a) -> size(frame.budget(), a[0]),
        "slice", ListFunctions::slice,
        "lists.range", (frame, a) -> range(frame.budget(), a[0]),
        "distinct", (frame, a) -> distinct(frame.budget(), list("distinct", a[0])),
        "reverse", (frame, a) -> reverse(frame.budget(), a[0]),
        "sort", (frame, a) -> sort(frame.budget(), list("sort", a[0])),
        "sum", (frame, a) -> sum(frame, list("sum", a[0])),
        "min", (frame, a) -> extreme(frame.budget(), "min", list("min", a[0]), -1),
        "max", (frame, a) -> extreme(frame.budget(), "max", list("max", a[0]), 1));
  }

  /** The least (direction -1) or greatest (1) of a list; the first of equals. */
  static Object extreme(Budget budget, String name, List<?> list, int direction) {
    if (list.isEmpty()) {
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT, name + " of an empty list; test its size first");
    }
    Object best = list.get(0);
    for (Object candidate : list) {
      budget.spend(Resource.OPERATIONS, 1);
      if (Integer.signum(Values.compare(budget, candidate, best)) == direction) {
        best = candidate;
      }
    }
    return best;
  }

  private static Object size(Budget budget, Object container) {
    if (container instanceof String text) {
      budget.scan(text.length());
      return (long) text.codePointCount(0, text.length());
    }
    if (container instanceof List<?> list) {
      return (long) list.size();
    }
    if (container instanceof Map<?, ?> map) {
      return (long) map.size();
    }
    throw Values.mismatch("size", container);
  }

  private static Object slice(Frame frame, Object[] arguments) {
    List<?> list = list("slice", arguments[0]);
    if (!(arguments[1] instanceof Long from) || !(arguments[2] instanceof Long to)) {
      throw Values.mismatch("slice", arguments);
    }
    if (from < 0 || from > to || to > list.size()) {
      throw new EvaluationError(
          ErrorCode.INDEX_OUT_OF_RANGE,
          "there is no slice %d to %d of a list of %d".formatted(from, to, list.size()));
    }
    frame.budget().container(to - from);
    return List.copyOf(list.subList(from.intValue(), to.intValue()));
  }

  private static Object range(Budget budget, Object end) {
    if (!(end instanceof Long count)) {
      throw Values.mismatch("lists.range", end);
    }
    budget.container(Math.max(0, count));
    List<Object> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(i);
    }
    return Collections.unmodifiableList(numbers);
  }

  private static Object distinct(Budget budget, List<?> list) {
    budget.container(2L * list.size());
    List<Object> kept = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Object candidate : list) {
      budget.spend(Resource.OPERATIONS, 1);
      if (Values.isKey(candidate)) {
        if (candidate instanceof String text) {
          budget.scan(text.length());
        }
        if (seen.add(Values.key(candidate))) {
          kept.add(candidate);
        }
      } else if (!contains(budget, kept, candidate)) {
        kept.add(candidate);
      }
    }
    return Collections.unmodifiableList(kept);
  }

  private static boolean contains(Budget budget, List<Object> list, Object wanted) {
    for (Object candidate : list) {
      budget.spend(Resource.OPERATIONS, 1);
      if (Values.equal(budget, candidate, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static Object reverse(Budget budget, Object value) {
    if (value instanceof String text) {
      budget.text(text.length());
      return new StringBuilder(text).reverse().toString();
    }
    List<?> list = list("reverse", value);
    budget.container(list.size());
    List<Object> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return Collections.unmodifiableList(reversed);
  }

  private static Object sort(Budget budget, List<?> list) {
    budget.container(list.size());
    if (list.stream().anyMatch(Values::isNaN)) {
      throw new EvaluationError(
          ErrorCode.INVALID_ARGUMENT, "cannot sort a list with a value that is not a number");
    }
    List<Object> sorted = new ArrayList<>(list);
    sorted.sort(
        (a, b) -> {
          budget.spend(Resource.OPERATIONS, 1);
          return Values.compare(budget, a, b);
        });
    return Collections.unmodifiableList(sorted);
  }

  /** An empty list's sum is the whole number 0. */
  private static Object sum(Frame frame, List<?> list) {
    Object sum = 0L;
    boolean first = true;
    for (Object value : list) {
      frame.budget().spend(Resource.OPERATIONS, 1);
      if (!(value instanceof Number) && !(value instanceof Duration)) {
        throw Values.mismatch("sum", value);
      }
      sum = first ? value : OperatorFunctions.add(frame, new Object[] {sum, value});
      first = false;
    }
    return sum;
  }

  private static List<?> list(String name, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw Values.mismatch(name, value);
  }
}
