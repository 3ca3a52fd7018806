package dev.assay.evaluators.code.runtime;

/**
 * One node of a checked expression, ready to run. Immutable; run by many threads, each with its own
 * frame.
 *
 * <p>Values are Boolean, Long, UnsignedLong, Double, String, Instant, Duration, NullValue, List,
 * Map, and the conversation model's own {@link ConversationView}, Message and ToolCall.
 */
@FunctionalInterface
public interface Step {
  /**
   * The node's value, never a Java null.
   *
   * @throws EvaluationError for an error of the expression
   * @throws BudgetExceeded when the evaluation must end
   */
  Object run(Frame frame);
}
