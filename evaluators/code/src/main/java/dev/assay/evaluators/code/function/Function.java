package dev.assay.evaluators.code.function;

import dev.assay.evaluators.code.runtime.Frame;

/** What a function or operator of the language does. Stateless. */
@FunctionalInterface
public interface Function {
  /**
   * The function's value, never a Java null.
   *
   * @param arguments as many as one of its overloads has; their types are checked here, because an
   *     argument may be dynamic
   */
  Object apply(Frame frame, Object[] arguments);
}
