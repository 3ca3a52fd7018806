package dev.assay.evaluators;

import java.util.Objects;

/**
 * One thing wrong with a metric's evaluator settings.
 *
 * @param setting the setting's name, such as {@code expression}
 * @param line line within that setting's text, from 1
 * @param column column within that line, from 1
 * @param message the problem, its cause and the mend
 */
public record DefinitionProblem(String setting, int line, int column, String message) {
  public DefinitionProblem {
    Objects.requireNonNull(setting, "setting");
    Objects.requireNonNull(message, "message");
  }
}
