package dev.assay.evaluators.code;

import dev.assay.evaluators.code.function.Function;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Position;
import dev.assay.evaluators.code.runtime.Step;

/** A call of a function or operator. */
final class Call implements Step {
  private final Function function;
  private final Step[] arguments;
  private final Position position;

  Call(Function function, Step[] arguments, Position position) {
    this.function = function;
    this.arguments = arguments;
    this.position = position;
  }

  @Override
  public Object run(Frame frame) {
    Object[] values = new Object[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[i].run(frame);
    }
    try {
      return function.apply(frame, values);
    } catch (EvaluationError e) {
      throw e.at(position);
    }
  }
}
