package dev.assay.evaluators.code;

import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.code.function.Function;
import dev.assay.evaluators.code.function.Functions;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Operators;
import dev.assay.evaluators.code.runtime.Patterns;
import dev.assay.evaluators.code.runtime.Position;
import dev.assay.evaluators.code.runtime.Resource;
import dev.assay.evaluators.code.runtime.Step;
import dev.assay.evaluators.code.runtime.Values;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a checked expression into steps. What the checker lets pass and the language does not have
 * is a problem here.
 */
public final class Planner {
  /** The variable that every expression has. */
  static final String CONVERSATION = "conversation";

  private final CelAbstractSyntaxTree tree;
  private final String setting;
  private final Map<String, Integer> scope = new HashMap<>();
  private final Set<Integer> appended = new HashSet<>();
  private final List<DefinitionProblem> problems = new ArrayList<>();
  private int variables;

  private Planner(CelAbstractSyntaxTree tree, String setting) {
    this.tree = tree;
    this.setting = setting;
  }

  /**
   * An expression ready to run, or what is wrong with it.
   *
   * @param variables how many variables its frame holds
   * @param problems empty when it can run
   */
  public record Plan(Step step, int variables, List<DefinitionProblem> problems) {}

  public static Plan plan(CelAbstractSyntaxTree tree, String setting) {
    Planner planner = new Planner(tree, setting);
    Step step = planner.step(tree.getExpr());
    return new Plan(step, planner.variables, planner.problems);
  }

  /** Whether a comprehension is what {@code cel.bind} expands to. */
  static boolean isBinding(CelComprehension loop) {
    return loop.iterRange().getKind() == Kind.LIST
        && loop.iterRange().list().elements().isEmpty()
        && loop.loopCondition().getKind() == Kind.CONSTANT
        && loop.loopCondition().constant().equals(CelConstant.ofValue(false));
  }

  static Position position(CelAbstractSyntaxTree tree, CelExpr expr, String setting) {
    Integer offset = tree.getSource().getPositionsMap().get(expr.id());
    Optional<CelSourceLocation> location =
        offset == null ? Optional.empty() : tree.getSource().getOffsetLocation(offset);
    return location
        .map(at -> new Position(setting, at.getLine(), at.getColumn() + 1))
        .orElse(new Position(setting, 1, 1));
  }

  private Step step(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr);
      case IDENT -> variable(expr);
      case SELECT -> select(expr);
      case CALL -> call(expr);
      case LIST -> list(expr);
      case MAP -> map(expr);
      case COMPREHENSION -> loop(expr.comprehension());
      case STRUCT, NOT_SET -> unsupported(expr, "objects cannot be made in an expression");
    };
  }

  private Step constant(CelExpr expr) {
    if (expr.constant().getKind() == CelConstant.Kind.BYTES_VALUE) {
      return unsupported(expr, "bytes are not part of the language");
    }
    Object value = value(expr.constant());
    return frame -> value;
  }

  private static Object value(CelConstant constant) {
    return switch (constant.getKind()) {
      case NULL_VALUE -> constant.nullValue();
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> constant.int64Value();
      case UINT64_VALUE -> constant.uint64Value();
      case DOUBLE_VALUE -> constant.doubleValue();
      case STRING_VALUE -> constant.stringValue();
      default -> throw new IllegalStateException("Unsupported constant " + constant.getKind());
    };
  }

  private static boolean isPlainConstant(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && expr.constant().getKind() != CelConstant.Kind.BYTES_VALUE;
  }

  private Step variable(CelExpr expr) {
    String name = expr.ident().name();
    Integer index = scope.get(name);
    if (index != null) {
      int known = index;
      return frame -> frame.variable(known);
    }
    if (name.equals(CONVERSATION) || name.equals("." + CONVERSATION)) {
      return Frame::conversation;
    }
    return unsupported(expr, "'%s' is a type's name and no value".formatted(name));
  }

  private Step select(CelExpr expr) {
    Step operand = step(expr.select().operand());
    String field = expr.select().field();
    Position position = position(expr);
    Step step = expr.select().testOnly() ? Model.has(operand, field) : Model.select(operand, field);
    return located(step, position);
  }

  private Step call(CelExpr expr) {
    CelCall call = expr.call();
    List<CelExpr> operands = new ArrayList<>();
    call.target().ifPresent(operands::add);
    operands.addAll(call.args());
    if (appendsTo(call)) {
      return append(call);
    }
    if (call.function().equals(Operators.MATCHES) && operands.get(1).getKind() == Kind.CONSTANT) {
      return constantPattern(operands.get(0), operands.get(1), position(expr));
    }
    Step[] arguments = operands.stream().map(this::step).toArray(Step[]::new);
    return switch (call.function()) {
      case Operators.AND -> Logic.and(arguments[0], arguments[1]);
      case Operators.OR -> Logic.or(arguments[0], arguments[1]);
      case Operators.CONDITIONAL -> Logic.conditional(arguments[0], arguments[1], arguments[2]);
      case Operators.NOT_STRICTLY_FALSE -> Logic.notStrictlyFalse(arguments[0]);
      case Operators.DYNAMIC -> arguments[0];
      default -> function(expr, arguments);
    };
  }

  private Step function(CelExpr expr, Step[] arguments) {
    String name = expr.call().function();
    CelReference reference = tree.getReference(expr.id()).orElse(null);
    List<String> overloads = reference == null ? List.of() : reference.overloadIds();
    Function function = Functions.find(name, overloads).orElse(null);
    if (function == null) {
      return unsupported(expr, "there is no function '%s' for these arguments".formatted(name));
    }
    return new Call(function, arguments, position(expr));
  }

  private Step constantPattern(CelExpr text, CelExpr pattern, Position position) {
    Step argument = step(text);
    if (pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      return unsupported(pattern, "a pattern must be a text");
    }
    try {
      Step step = Patterns.constant(argument, pattern.constant().stringValue());
      return located(step, position);
    } catch (EvaluationError e) {
      return unsupported(pattern, e.description());
    }
  }

  private Step list(CelExpr expr) {
    if (!expr.list().optionalIndices().isEmpty()) {
      return unsupported(expr, "optional elements are not part of the language");
    }
    List<CelExpr> elements = expr.list().elements();
    if (elements.stream().allMatch(Planner::isPlainConstant)) {
      List<Object> values = elements.stream().map(e -> value(e.constant())).toList();
      return frame -> values;
    }
    Step[] steps = elements.stream().map(this::step).toArray(Step[]::new);
    return frame -> {
      frame.budget().container(steps.length);
      Object[] values = new Object[steps.length];
      for (int i = 0; i < steps.length; i++) {
        values[i] = steps[i].run(frame);
      }
      return Collections.unmodifiableList(Arrays.asList(values));
    };
  }

  private Step map(CelExpr expr) {
    List<CelMap.Entry> entries = expr.map().entries();
    if (entries.stream().anyMatch(CelMap.Entry::optionalEntry)) {
      return unsupported(expr, "optional entries are not part of the language");
    }
    Step[] keys = entries.stream().map(entry -> step(entry.key())).toArray(Step[]::new);
    Step[] values = entries.stream().map(entry -> step(entry.value())).toArray(Step[]::new);
    Step step =
        frame -> {
          frame.budget().container(4L * keys.length);
          Map<Object, Object> map = new LinkedHashMap<>();
          for (int i = 0; i < keys.length; i++) {
            Object key = Values.key(keys[i].run(frame));
            if (map.put(key, values[i].run(frame)) != null) {
              throw new EvaluationError(
                  ErrorCode.DUPLICATE_KEY,
                  "the key %s is given twice".formatted(Values.quoted(key)));
            }
          }
          return Collections.unmodifiableMap(map);
        };
    return located(step, position(expr));
  }

  private Step loop(CelComprehension loop) {
    if (!loop.iterVar2().isEmpty()) {
      return unsupported(loop.iterRange(), "loops over two variables are not part of the language");
    }
    Step range = step(loop.iterRange());
    Step start = start(loop);
    int item = variables++;
    int result = variables++;
    boolean appends = !isBinding(loop) && isEmptyList(loop.accuInit());
    if (appends) {
      appended.add(result);
    }
    Integer outerResult = scope.put(loop.accuVar(), result);
    Integer outerItem = scope.put(loop.iterVar(), item);
    Step condition = step(loop.loopCondition());
    Step body = step(loop.loopStep());
    restore(loop.iterVar(), outerItem);
    Step end = step(loop.result());
    restore(loop.accuVar(), outerResult);
    int size = nodes(loop.loopCondition()) + nodes(loop.loopStep());
    return new Loop(range, start, item, result, condition, body, end, size);
  }

  private Step start(CelComprehension loop) {
    if (!isBinding(loop) && isEmptyList(loop.accuInit())) {
      return frame -> new ArrayList<>();
    }
    return step(loop.accuInit());
  }

  /** Whether a call is the addition of one element by which {@code map} and {@code filter} grow. */
  private boolean appendsTo(CelCall call) {
    if (!call.function().equals(Operators.ADD)
        || call.args().get(0).getKind() != Kind.IDENT
        || call.args().get(1).getKind() != Kind.LIST) {
      return false;
    }
    Integer index = scope.get(call.args().get(0).ident().name());
    return index != null && appended.contains(index);
  }

  private Step append(CelCall call) {
    int index = Objects.requireNonNull(scope.get(call.args().get(0).ident().name()));
    Step element = step(call.args().get(1).list().elements().get(0));
    return frame -> {
      @SuppressWarnings("unchecked")
      List<Object> grown = (List<Object>) frame.variable(index);
      Object value = element.run(frame);
      frame.budget().spend(Resource.ELEMENTS, 1);
      grown.add(value);
      return grown;
    };
  }

  private void restore(String name, @Nullable Integer outer) {
    if (outer == null) {
      scope.remove(name);
    } else {
      scope.put(name, outer);
    }
  }

  private static boolean isEmptyList(CelExpr expr) {
    return expr.getKind() == Kind.LIST && expr.list().elements().isEmpty();
  }

  private static int nodes(CelExpr expr) {
    return (int) CelNavigableExpr.fromExpr(expr).allNodes().count();
  }

  private static Step located(Step step, Position position) {
    return frame -> {
      try {
        return step.run(frame);
      } catch (EvaluationError e) {
        throw e.at(position);
      }
    };
  }

  private Position position(CelExpr expr) {
    return position(tree, expr, setting);
  }

  private Step unsupported(CelExpr expr, String cause) {
    Position position = position(expr);
    problems.add(
        new DefinitionProblem(
            setting, position.line(), position.column(), "Invalid expression: " + cause));
    return frame -> {
      throw new EvaluationError(ErrorCode.EVALUATION_ERROR, cause);
    };
  }
}
