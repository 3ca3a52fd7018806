package dev.assay.catalog;

import java.util.List;
import java.util.Objects;

/**
 * Checks what the catalog does not understand: an evaluator's settings. Evaluators' modules
 * implement it; applying metric files calls it once for each definition, from the caller's thread,
 * before anything is written. A problem is returned, never thrown, and the same definition always
 * gives the same problems.
 */
@FunctionalInterface
public interface DefinitionCheck {

  /** Accepts everything. */
  DefinitionCheck NONE = definition -> List.of();

  /** Returns every problem of {@code definition}; none when it can be evaluated. */
  List<Problem> check(MetricDefinition definition);

  /**
   * One problem of one evaluator setting.
   *
   * @param setting the setting's name, such as {@code expression}; {@code type} for the evaluator's
   *     type; may name a setting that is missing
   * @param message the problem, its cause and the mend; for people
   * @param line within the setting's text, from 1; 1 when it concerns the whole setting
   * @param column within that line, from 1; 0 when it concerns the whole line
   */
  record Problem(String setting, String message, int line, int column) {
    public Problem {
      Objects.requireNonNull(setting, "setting");
      Objects.requireNonNull(message, "message");
      if (line < 1 || column < 0) {
        throw new IllegalArgumentException(
            "Invalid position %d:%d in setting %s".formatted(line, column, setting));
      }
    }

    /** A problem of the setting as a whole. */
    public static Problem of(String setting, String message) {
      return new Problem(setting, message, 1, 0);
    }
  }
}
