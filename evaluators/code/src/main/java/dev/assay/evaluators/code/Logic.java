package dev.assay.evaluators.code;

import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Step;
import dev.assay.evaluators.code.runtime.Values;

/**
 * The operators that do not need all their operands. As the language defines it, {@code true || x}
 * and {@code x || true} are true even when x is an error, and the like for {@code &&}.
 */
final class Logic {
  private Logic() {}

  static Step or(Step left, Step right) {
    return frame -> decide(frame, left, right, true);
  }

  static Step and(Step left, Step right) {
    return frame -> decide(frame, left, right, false);
  }

  static Step conditional(Step condition, Step whenTrue, Step whenFalse) {
    return frame -> truth(condition.run(frame)) ? whenTrue.run(frame) : whenFalse.run(frame);
  }

  /** The test by which a loop goes on: an error is not false yet. */
  static Step notStrictlyFalse(Step operand) {
    return frame -> {
      try {
        return !operand.run(frame).equals(false);
      } catch (EvaluationError e) {
        return true;
      }
    };
  }

  /** One operand of the deciding value is enough; else an error of either is the answer. */
  private static Object decide(Frame frame, Step left, Step right, Boolean deciding) {
    Object first = attempt(frame, left);
    if (first.equals(deciding)) {
      return deciding;
    }
    Object second = attempt(frame, right);
    if (second.equals(deciding)) {
      return deciding;
    }
    if (first instanceof EvaluationError error) {
      throw error;
    }
    if (second instanceof EvaluationError error) {
      throw error;
    }
    return !deciding;
  }

  private static Object attempt(Frame frame, Step operand) {
    try {
      return truth(operand.run(frame));
    } catch (EvaluationError e) {
      return e;
    }
  }

  private static Boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new EvaluationError(
        ErrorCode.NO_SUCH_OVERLOAD, "%s is neither true nor false".formatted(Values.quoted(value)));
  }
}
