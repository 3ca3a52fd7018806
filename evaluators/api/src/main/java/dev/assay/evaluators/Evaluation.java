package dev.assay.evaluators;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of evaluating one metric version on one conversation. A failure is never a value. */
public sealed interface Evaluation {

  /**
   * A value that the definition allows.
   *
   * @param value of the metric's type, within its bounds or categories
   * @param justification why, or null when the evaluator gives no reason
   * @param references ids of messages of the conversation, in order, none twice
   */
  record Scored(Score value, @Nullable String justification, List<String> references)
      implements Evaluation {
    public Scored {
      Objects.requireNonNull(value, "value");
      references = List.copyOf(references);
    }
  }

  /**
   * The metric has no answer for this conversation.
   *
   * @param justification why, or null
   * @param references ids of messages of the conversation, in order, none twice
   */
  record NotApplicable(@Nullable String justification, List<String> references)
      implements Evaluation {
    public NotApplicable {
      references = List.copyOf(references);
    }
  }

  /**
   * No value could be found; a later run tries again.
   *
   * @param code countable, lowercase snake case, such as {@code divide_by_zero}
   * @param message one line for a person; says what was wrong with which value; made one line and
   *     cut to {@value #MAX_MESSAGE} characters
   */
  record Failed(String code, String message) implements Evaluation {
    /** The longest message kept. */
    public static final int MAX_MESSAGE = 500;

    public Failed {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
      message = OneLine.of(message, MAX_MESSAGE - 1);
    }
  }
}
