package dev.assay.evaluators;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of evaluating one metric version on one conversation. Neither a failure nor what was
 * carried over is ever a value.
 */
public sealed interface Evaluation {

  /**
   * A value that the definition allows.
   *
   * @param value of the metric's type, within its bounds or categories
   * @param justification why, or null when the evaluator gives no reason
   * @param references ids of messages of the conversation, in order, none twice
   * @param usage what the answer cost when it was made, or null when it costs nothing but time
   */
  record Scored(
      Score value, @Nullable String justification, List<String> references, @Nullable Usage usage)
      implements Evaluation {
    public Scored {
      Objects.requireNonNull(value, "value");
      references = List.copyOf(references);
    }

    public Scored(Score value, @Nullable String justification, List<String> references) {
      this(value, justification, references, null);
    }
  }

  /**
   * The metric has no answer for this conversation.
   *
   * @param justification why, or null
   * @param references ids of messages of the conversation, in order, none twice
   * @param usage what the answer cost when it was made, or null when it costs nothing but time
   */
  record NotApplicable(
      @Nullable String justification, List<String> references, @Nullable Usage usage)
      implements Evaluation {
    public NotApplicable {
      references = List.copyOf(references);
    }

    public NotApplicable(@Nullable String justification, List<String> references) {
      this(justification, references, null);
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

  /**
   * Nobody was asked, because the run may ask no more. No attempt is used up; the next run takes
   * the cell on again.
   *
   * @param code countable, such as {@code budget_ended}
   * @param message one line for a person
   */
  record CarriedOver(String code, String message) implements Evaluation {
    public CarriedOver {
      Objects.requireNonNull(code, "code");
      message = OneLine.of(message, Failed.MAX_MESSAGE - 1);
    }
  }
}
