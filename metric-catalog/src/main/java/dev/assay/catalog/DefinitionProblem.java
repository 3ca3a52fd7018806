package dev.assay.catalog;

import java.util.Objects;

/**
 * One reason why a metric's definition is refused.
 *
 * @param field what is wrong, in the words of the JSON and YAML forms: {@code name}, {@code
 *     description}, {@code metric_value}, {@code applied_to_services}, {@code additional_notes},
 *     {@code tags} or {@code evaluator}
 * @param message the problem, its cause and the mend; for people
 */
public record DefinitionProblem(String field, String message) {
  public DefinitionProblem {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
  }
}
