package dev.assay.evaluators.code;

import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Step;
import dev.assay.evaluators.code.runtime.Values;
import java.util.Collection;
import java.util.Map;

/**
 * A comprehension: what {@code exists}, {@code all}, {@code exists_one}, {@code map}, {@code
 * filter} and {@code cel.bind} expand to.
 *
 * @param range a list, or a map for its keys
 * @param start the first value of the result variable
 * @param item index of the variable that holds an element
 * @param result index of the variable that holds what was found so far
 * @param condition false ends the loop
 * @param body the next value of the result variable
 * @param end the loop's value
 * @param size what one round costs, in operations
 */
record Loop(
    Step range, Step start, int item, int result, Step condition, Step body, Step end, int size)
    implements Step {

  @Override
  public Object run(Frame frame) {
    Collection<?> elements = elements(range.run(frame));
    bind(frame, start);
    for (Object element : elements) {
      frame.budget().round(size);
      frame.bind(item, element);
      if (!condition.run(frame).equals(true)) {
        break;
      }
      bind(frame, body);
    }
    return end.run(frame);
  }

  /** Keeps an error as the value: whether it matters is known only when the value is read. */
  private void bind(Frame frame, Step step) {
    try {
      frame.bind(result, step.run(frame));
    } catch (EvaluationError e) {
      frame.bind(result, e);
    }
  }

  private static Collection<?> elements(Object range) {
    if (range instanceof Collection<?> list) {
      return list;
    }
    if (range instanceof Map<?, ?> map) {
      return map.keySet();
    }
    throw new EvaluationError(
        ErrorCode.NO_SUCH_OVERLOAD, "cannot loop over " + Values.quoted(range));
  }
}
