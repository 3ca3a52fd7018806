package dev.assay.evaluators.code;

import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a metric version that decides a code metric's answers.
 *
 * @param expression gives the score
 * @param references gives ids of messages, or null
 * @param value what the score may be
 */
record Definition(String expression, @Nullable String references, MetricValue value) {

  /** The evaluator's word in a definition. */
  static final String TYPE = "code";

  static final String EXPRESSION = "expression";
  static final String REFERENCES = "references";

  /** Raised whenever the same expression may give another answer than before. */
  private static final String SEMANTICS = "1";

  /** The definition of a version in which {@link #problems} finds nothing. */
  static Definition of(MetricVersion version) {
    Object expression = version.evaluator().settings().get(EXPRESSION);
    Object references = version.evaluator().settings().get(REFERENCES);
    return new Definition(
        expression instanceof String text ? text : "",
        references instanceof String text ? text : null,
        version.value());
  }

  /** What is wrong with the settings as such, their texts apart. */
  static List<DefinitionProblem> problems(EvaluatorDefinition evaluator) {
    List<DefinitionProblem> problems = new ArrayList<>();
    if (!evaluator.type().equals(TYPE)) {
      problems.add(
          problem(
              "type",
              "Unsupported evaluator type '%s': this is the evaluator '%s'"
                  .formatted(evaluator.type(), TYPE)));
    }
    if (!(evaluator.settings().get(EXPRESSION) instanceof String text) || text.isBlank()) {
      problems.add(
          problem(
              EXPRESSION,
              "Invalid evaluator: 'expression' is missing or no text; give a CEL expression, such"
                  + " as conversation.messages.size()"));
    }
    evaluator.settings().forEach((name, setting) -> check(name, setting, problems));
    return problems;
  }

  private static void check(String name, Object setting, List<DefinitionProblem> problems) {
    if (name.equals(REFERENCES)) {
      if (!(setting instanceof String)) {
        problems.add(
            problem(
                name,
                "Invalid setting 'references': it is no text; give a CEL expression for a list of"
                    + " message ids, or leave it out"));
      }
    } else if (!name.equals(EXPRESSION)) {
      problems.add(
          problem(
              name,
              "Unsupported setting '%s': a code evaluator has 'expression' and 'references' only"
                  .formatted(name)));
    }
  }

  String fingerprint() {
    List<String> parts = new ArrayList<>(List.of(TYPE, SEMANTICS, expression));
    parts.add(references == null ? "no references" : "references");
    parts.add(references == null ? "" : references);
    parts.add(value.type());
    if (value instanceof NumericalValue bounds) {
      parts.add(Double.toString(bounds.lowerBound() + 0.0));
      parts.add(Double.toString(bounds.upperBound() + 0.0));
    } else if (value instanceof CategoricalValue categories) {
      categories.categories().stream().sorted().forEach(parts::add);
    }
    return Fingerprint.of(parts);
  }

  private static DefinitionProblem problem(String setting, String message) {
    return new DefinitionProblem(setting, 1, 1, message);
  }
}
