package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Seeded;
import dev.assay.evaluators.code.function.Functions;
import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.ConversationView;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.values.NullValue;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Our evaluation of checked expressions gives what the library's own interpreter gives. */
class LibraryAgreementTest {
  private static final int DEPTH = 4;
  private static final Conversation CONVERSATION = SampleConversations.ordinary();
  private static final Map<String, Object> VARIABLES = Map.of("conversation", asMap(CONVERSATION));

  private static final CelRuntime LIBRARY =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(Functions.OPTIONS)
          .addLibraries(CelExtensions.strings(), CelExtensions.math(), CelExtensions.lists())
          .build();

  @Seeded(600)
  void agreesOnTruths(long seed) throws CelEvaluationException {
    ExpressionGrammar grammar = new ExpressionGrammar(seed);
    assertAgrees(() -> grammar.truth(DEPTH));
  }

  @Seeded(400)
  void agreesOnNumbers(long seed) throws CelEvaluationException {
    ExpressionGrammar grammar = new ExpressionGrammar(seed);
    assertAgrees(() -> grammar.number(DEPTH));
  }

  @Seeded(400)
  void agreesOnTexts(long seed) throws CelEvaluationException {
    ExpressionGrammar grammar = new ExpressionGrammar(seed);
    assertAgrees(() -> grammar.text(DEPTH));
  }

  /** Compares the first of these expressions that can be planned. */
  private static void assertAgrees(Supplier<String> expressions) throws CelEvaluationException {
    while (true) {
      String expression = expressions.get();
      if (Language.check("expression", expression) instanceof Language.Outcome.Checked checked
          && Planner.plan(checked.tree(), "expression").problems().isEmpty()) {
        CelAbstractSyntaxTree tree = checked.tree();
        assertThat(ours(tree)).as(expression).isEqualTo(theirs(tree));
        return;
      }
    }
  }

  /** The value, or empty for an error. */
  private static Optional<Object> ours(CelAbstractSyntaxTree tree) {
    Planner.Plan plan = Planner.plan(tree, "expression");
    Frame frame = new Frame(new ConversationView(CONVERSATION), new Budget(), plan.variables());
    try {
      return Optional.of(plan.step().run(frame));
    } catch (EvaluationError e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> theirs(CelAbstractSyntaxTree tree) {
    try {
      return Optional.of(LIBRARY.createProgram(tree).eval(VARIABLES));
    } catch (CelEvaluationException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> asMap(Conversation conversation) {
    return Map.of(
        "id", conversation.id(),
        "is_finished", conversation.finished(),
        "messages", conversation.messages().stream().map(LibraryAgreementTest::asMap).toList());
  }

  private static Map<String, Object> asMap(Message message) {
    Map<String, Object> map = new HashMap<>();
    map.put("id", message.id());
    map.put("sender", message.sender().label());
    map.put("text", message.text());
    map.put("created_at", orNull(message.createdAt()));
    map.put("tool_calls", message.toolCalls().stream().map(LibraryAgreementTest::asMap).toList());
    return map;
  }

  private static Map<String, Object> asMap(ToolCall call) {
    return Map.of("name", call.name(), "error", orNull(call.error()));
  }

  private static Object orNull(@Nullable Object value) {
    return value == null ? NullValue.NULL_VALUE : value;
  }
}
