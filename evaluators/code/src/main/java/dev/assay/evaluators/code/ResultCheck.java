package dev.assay.evaluators.code;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.code.runtime.Operators;
import dev.assay.evaluators.code.runtime.Position;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether an expression can give values of the wanted kind. A conditional with a null branch is
 * dynamic to the checker, so what counts is each place that a result can come from.
 */
final class ResultCheck {
  private final CelAbstractSyntaxTree tree;
  private final MetricValue value;
  private final List<DefinitionProblem> problems = new ArrayList<>();

  private ResultCheck(CelAbstractSyntaxTree tree, MetricValue value) {
    this.tree = tree;
    this.value = value;
  }

  static List<DefinitionProblem> of(CelAbstractSyntaxTree tree, MetricValue value) {
    ResultCheck check = new ResultCheck(tree, value);
    check.source(tree.getExpr());
    return check.problems;
  }

  /** Whether references are a list of texts, as far as can be known. */
  static List<DefinitionProblem> ofReferences(CelAbstractSyntaxTree tree) {
    CelType type = tree.getResultType();
    boolean texts =
        type.kind() == CelKind.LIST
            && type.parameters().stream()
                .allMatch(t -> bare(t).kind() == CelKind.STRING || isOpen(t));
    if (texts || isOpen(type)) {
      return List.of();
    }
    return List.of(
        new DefinitionProblem(
            Definition.REFERENCES,
            1,
            1,
            "Invalid references: the expression gives %s where a list of message ids is needed; end"
                    .formatted(word(type))
                + " it with .map(m, m.id)"));
  }

  private void source(CelExpr expr) {
    switch (expr.getKind()) {
      case CALL -> call(expr);
      case COMPREHENSION -> {
        if (Planner.isBinding(expr.comprehension())) {
          source(expr.comprehension().result());
        } else {
          type(expr);
        }
      }
      case CONSTANT -> constant(expr);
      default -> type(expr);
    }
  }

  private void call(CelExpr expr) {
    List<CelExpr> arguments = expr.call().args();
    if (expr.call().function().equals(Operators.CONDITIONAL)) {
      source(arguments.get(1));
      source(arguments.get(2));
    } else if (expr.call().function().equals(Operators.DYNAMIC)
        && arguments.get(0).getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
      constant(arguments.get(0));
    } else {
      type(expr);
    }
  }

  private void constant(CelExpr expr) {
    type(expr);
    if (value instanceof CategoricalValue categories
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
      String text = expr.constant().stringValue();
      if (!categories.categories().contains(text)) {
        report(
            expr,
            "Invalid expression: '%s' is none of the metric's categories %s; correct it or add the"
                    .formatted(OneLine.of(text), categories.categories())
                + " category");
      }
    }
  }

  private void type(CelExpr expr) {
    CelType type = bare(tree.getTypeOrThrow(expr.id()));
    if (!isOpen(type) && !type.equals(SimpleType.NULL_TYPE) && !fits(type)) {
      report(
          expr,
          "Invalid expression: it gives %s where the metric's values are %s; change one of them"
              .formatted(word(type), value.type()));
    }
  }

  private boolean fits(CelType type) {
    CelKind kind = type.kind();
    if (value instanceof BooleanValue) {
      return kind == CelKind.BOOL;
    }
    if (value instanceof NumericalValue) {
      return kind == CelKind.INT || kind == CelKind.UINT || kind == CelKind.DOUBLE;
    }
    return kind == CelKind.STRING;
  }

  private void report(CelExpr expr, String message) {
    Position position = Planner.position(tree, expr, Definition.EXPRESSION);
    problems.add(
        new DefinitionProblem(Definition.EXPRESSION, position.line(), position.column(), message));
  }

  private static CelType bare(CelType type) {
    return type instanceof NullableType nullable ? nullable.targetType() : type;
  }

  private static boolean isOpen(CelType type) {
    return Language.isDynamic(type) || type.kind() == CelKind.TYPE_PARAM;
  }

  private static String word(CelType type) {
    return switch (type.kind()) {
      case BOOL -> "true or false";
      case INT, UINT, DOUBLE -> "a number";
      case STRING -> "a text";
      case LIST -> "a list";
      case MAP -> "a map";
      case TIMESTAMP -> "a time";
      case DURATION -> "a duration";
      default -> "a " + bare(type).name();
    };
  }
}
