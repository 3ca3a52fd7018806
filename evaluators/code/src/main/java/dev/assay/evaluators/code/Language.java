package dev.assay.evaluators.code;

import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.code.function.Functions;
import dev.assay.evaluators.code.runtime.Operators;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelMathExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.List;

/** Parses and type-checks expressions over the conversation model. */
public final class Language {
  /** The longest expression, in characters. */
  static final int MAX_CHARACTERS = 10_000;

  /** The most nodes of an expression, macros expanded. */
  static final int MAX_NODES = 5_000;

  /** The deepest nesting of an expression's nodes. */
  static final int MAX_DEPTH = 150;

  private static final int MAX_PARSE_DEPTH = 100;
  private static final int MAX_SYNTAX_ERRORS = 10;

  private static final CelOptions OPTIONS =
      Functions.OPTIONS.toBuilder()
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .maxParseExpressionNodeCount(MAX_NODES)
          .maxParseRecursionDepth(MAX_PARSE_DEPTH)
          .maxParseErrorRecoveryLimit(MAX_SYNTAX_ERRORS)
          .build();

  private static final CelCompiler COMPILER = compiler();

  private Language() {}

  /** What checking a setting's text comes to. */
  sealed interface Outcome {
    /** The text is an expression of some type. */
    record Checked(CelAbstractSyntaxTree tree) implements Outcome {}

    /** The text is no expression. */
    record Invalid(List<DefinitionProblem> problems) implements Outcome {}
  }

  /** Checks the text of a setting. Never throws, whatever the text. */
  static Outcome check(String setting, String text) {
    if (text.length() > MAX_CHARACTERS) {
      return invalid(
          setting,
          "Invalid expression: it has %,d characters and %,d are allowed; shorten it"
              .formatted(text.length(), MAX_CHARACTERS));
    }
    try {
      return parseAndCheck(setting, text);
    } catch (StackOverflowError e) {
      return tooDeep(setting);
    } catch (CelValidationException | RuntimeException e) {
      return invalid(
          setting, "Invalid expression: it cannot be read; check quotes, brackets and characters");
    }
  }

  private static Outcome parseAndCheck(String setting, String text) throws CelValidationException {
    CelValidationResult parsed = COMPILER.parse(text, setting);
    if (parsed.hasError()) {
      return new Outcome.Invalid(Diagnosis.of(setting, parsed.getErrors()));
    }
    CelNavigableAst tree = CelNavigableAst.fromAst(parsed.getAst());
    if (tree.getRoot().allNodes().anyMatch(node -> node.depth() > MAX_DEPTH)) {
      return tooDeep(setting);
    }
    CelValidationResult checked = COMPILER.check(withDynamicNulls(parsed.getAst()));
    if (checked.hasError()) {
      return new Outcome.Invalid(Diagnosis.of(setting, checked.getErrors()));
    }
    return new Outcome.Checked(checked.getAst());
  }

  /**
   * Wraps a null that is a branch of a conditional in {@code dyn()}. The checker would refuse
   * {@code condition ? null : true}, because both branches must have one type; yet this is how an
   * expression says that it has no answer.
   */
  private static CelAbstractSyntaxTree withDynamicNulls(CelAbstractSyntaxTree parsed) {
    CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
    List<CelMutableExpr> branches =
        CelNavigableMutableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .map(CelNavigableMutableExpr::expr)
            .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
            .map(CelMutableExpr::call)
            .filter(call -> call.function().equals(Operators.CONDITIONAL))
            .flatMap(call -> call.args().stream().skip(1))
            .filter(Language::isNull)
            .toList();
    long id = CelNavigableMutableAst.fromAst(tree).getRoot().maxId();
    for (CelMutableExpr branch : branches) {
      id++;
      CelMutableExpr nothing = CelMutableExpr.ofConstant(id, branch.constant());
      branch.setCall(CelMutableCall.create(Operators.DYNAMIC, List.of(nothing)));
    }
    return tree.toParsedAst(true);
  }

  private static boolean isNull(CelMutableExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.NULL_VALUE;
  }

  private static Outcome tooDeep(String setting) {
    return invalid(
        setting,
        "Invalid expression: it is nested more than %d deep; name its parts with cel.bind or split"
                .formatted(MAX_DEPTH)
            + " the metric");
  }

  private static Outcome invalid(String setting, String message) {
    return new Outcome.Invalid(List.of(new DefinitionProblem(setting, 1, 1, message)));
  }

  private static CelCompiler compiler() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addMacros(CelExtensions.bindings().macros())
        .setTypeProvider(Model.TYPES)
        .addVar(Planner.CONVERSATION, Model.CONVERSATION_TYPE)
        .addLibraries(strings(), math(), lists())
        .addFunctionDeclarations(aggregate("sum"), aggregate("min"), aggregate("max"))
        .build();
  }

  private static CelStringExtensions strings() {
    return CelExtensions.strings(
        CelStringExtensions.Function.CHAR_AT,
        CelStringExtensions.Function.INDEX_OF,
        CelStringExtensions.Function.JOIN,
        CelStringExtensions.Function.LAST_INDEX_OF,
        CelStringExtensions.Function.LOWER_ASCII,
        CelStringExtensions.Function.REPLACE,
        CelStringExtensions.Function.REVERSE,
        CelStringExtensions.Function.SPLIT,
        CelStringExtensions.Function.SUBSTRING,
        CelStringExtensions.Function.TRIM,
        CelStringExtensions.Function.UPPER_ASCII);
  }

  private static CelMathExtensions math() {
    return CelExtensions.math(
        CelMathExtensions.Function.MAX,
        CelMathExtensions.Function.MIN,
        CelMathExtensions.Function.CEIL,
        CelMathExtensions.Function.FLOOR,
        CelMathExtensions.Function.ROUND,
        CelMathExtensions.Function.TRUNC,
        CelMathExtensions.Function.ISFINITE,
        CelMathExtensions.Function.ISNAN,
        CelMathExtensions.Function.ISINF,
        CelMathExtensions.Function.ABS,
        CelMathExtensions.Function.SIGN,
        CelMathExtensions.Function.SQRT);
  }

  private static CelListsExtensions lists() {
    return CelExtensions.lists(
        CelListsExtensions.Function.SLICE,
        CelListsExtensions.Function.RANGE,
        CelListsExtensions.Function.DISTINCT,
        CelListsExtensions.Function.REVERSE,
        CelListsExtensions.Function.SORT);
  }

  /** A function of a list that gives one of its kind of elements. */
  private static CelFunctionDecl aggregate(String name) {
    CelType element = TypeParamType.create("T");
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload("list_" + name, element, ListType.create(element)));
  }

  /** Whether nothing is known of the type before the expression runs. */
  static boolean isDynamic(CelType type) {
    return type.equals(SimpleType.DYN) || type.equals(SimpleType.ANY);
  }
}
