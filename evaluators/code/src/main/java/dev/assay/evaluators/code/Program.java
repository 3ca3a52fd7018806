package dev.assay.evaluators.code;

import dev.assay.archive.Message;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ConversationView;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Values;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A definition ready to run. Immutable. */
final class Program {
  private final Planner.Plan expression;
  private final Planner.@Nullable Plan references;

  private Program(Planner.Plan expression, Planner.@Nullable Plan references) {
    this.expression = expression;
    this.references = references;
  }

  /** What compiling a definition comes to. */
  sealed interface Outcome {
    /** It can run. */
    record Compiled(Program program) implements Outcome {}

    /** It cannot. */
    record Invalid(List<DefinitionProblem> problems) implements Outcome {}
  }

  static Outcome compile(Definition definition) {
    List<DefinitionProblem> problems = new ArrayList<>();
    Planner.Plan expression = null;
    CelAbstractSyntaxTree tree = tree(Definition.EXPRESSION, definition.expression(), problems);
    if (tree != null) {
      problems.addAll(ResultCheck.of(tree, definition.value()));
      expression = Planner.plan(tree, Definition.EXPRESSION);
      problems.addAll(expression.problems());
    }
    Planner.Plan references = null;
    String text = definition.references();
    CelAbstractSyntaxTree list = text == null ? null : tree(Definition.REFERENCES, text, problems);
    if (list != null) {
      problems.addAll(ResultCheck.ofReferences(list));
      references = Planner.plan(list, Definition.REFERENCES);
      problems.addAll(references.problems());
    }
    return problems.isEmpty() && expression != null
        ? new Outcome.Compiled(new Program(expression, references))
        : new Outcome.Invalid(List.copyOf(problems));
  }

  private static @Nullable CelAbstractSyntaxTree tree(
      String setting, String text, List<DefinitionProblem> problems) {
    Language.Outcome outcome = Language.check(setting, text);
    if (outcome instanceof Language.Outcome.Checked checked) {
      return checked.tree();
    }
    problems.addAll(((Language.Outcome.Invalid) outcome).problems());
    return null;
  }

  /** The expression's value. */
  Object answer(ConversationView conversation, Budget budget) {
    return expression.step().run(new Frame(conversation, budget, expression.variables()));
  }

  /**
   * Ids of messages in the conversation's order, none twice.
   *
   * @throws InvalidReference when one is no such id
   */
  List<String> references(ConversationView conversation, Budget budget) throws InvalidReference {
    if (references == null) {
      return List.of();
    }
    Object value = references.step().run(new Frame(conversation, budget, references.variables()));
    if (value instanceof NullValue) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new InvalidReference("the references are no list but " + Values.quoted(value));
    }
    Set<String> wanted = ids(list);
    List<String> found = new ArrayList<>();
    for (Message message : conversation.conversation().messages()) {
      if (wanted.remove(message.id())) {
        found.add(message.id());
      }
    }
    for (String unknown : wanted) {
      throw InvalidReference.to(unknown);
    }
    return found;
  }

  private static Set<String> ids(List<?> list) throws InvalidReference {
    Set<String> ids = new HashSet<>();
    for (Object element : list) {
      if (!(element instanceof String id)) {
        throw InvalidReference.to(element);
      }
      ids.add(id);
    }
    return ids;
  }

  /**
   * References that are not what they must be; counted as {@link FailureCode#INVALID_REFERENCE}.
   */
  static final class InvalidReference extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidReference(String message) {
      super(message, null, false, false);
    }

    static InvalidReference to(Object target) {
      return new InvalidReference(
          "the reference %s is no id of a message".formatted(Values.quoted(target)));
    }
  }
}
