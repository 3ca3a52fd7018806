package dev.assay.evaluators.code.runtime;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one evaluation: the conversation, the variables of loops, the budget. */
public final class Frame {
  private static final int MOST_COMPUTED_PATTERNS = 100;

  private final ConversationView conversation;
  private final Budget budget;
  private final @Nullable Object[] variables;
  private @Nullable Map<String, Pattern> computedPatterns;

  public Frame(ConversationView conversation, Budget budget, int variables) {
    this.conversation = conversation;
    this.budget = budget;
    this.variables = new Object[variables];
  }

  public ConversationView conversation() {
    return conversation;
  }

  public Budget budget() {
    return budget;
  }

  /** The variable's value; throws the error that it holds, if it holds one. */
  public Object variable(int index) {
    Object value = variables[index];
    if (value instanceof EvaluationError error) {
      throw error;
    }
    if (value == null) {
      throw new IllegalStateException("Cannot read variable %d: it is not bound".formatted(index));
    }
    return value;
  }

  public void bind(int index, Object value) {
    variables[index] = value;
  }

  /** A pattern that the expression computed; compiled once while it is used again. */
  public Pattern pattern(String regex) {
    Map<String, Pattern> patterns = computedPatterns;
    if (patterns == null || patterns.size() >= MOST_COMPUTED_PATTERNS) {
      patterns = new HashMap<>();
      computedPatterns = patterns;
    }
    Pattern known = patterns.get(regex);
    if (known != null) {
      return known;
    }
    Pattern compiled = Patterns.computed(regex, budget);
    patterns.put(regex, compiled);
    return compiled;
  }
}
