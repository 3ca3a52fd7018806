package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.evaluators.SampleConversations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.values.NullValue;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Our evaluation of checked expressions gives what the library's own interpreter gives. */
class LibraryAgreementTest {
  private static final int DEPTH = 4;
  private static final Conversation CONVERSATION = SampleConversations.ordinary();
  private static final Map<String, Object> VARIABLES = Map.of("conversation", asMap(CONVERSATION));

  private static final CelRuntime LIBRARY =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(Language.OPTIONS)
          .addLibraries(CelExtensions.strings(), CelExtensions.math(), CelExtensions.lists())
          .build();

  @Property(tries = 600)
  void agreesOnTruths(@ForAll long seed) throws CelEvaluationException {
    assertAgrees(new ExpressionGrammar(seed).truth(DEPTH));
  }

  @Property(tries = 400)
  void agreesOnNumbers(@ForAll long seed) throws CelEvaluationException {
    assertAgrees(new ExpressionGrammar(seed).number(DEPTH));
  }

  @Property(tries = 400)
  void agreesOnTexts(@ForAll long seed) throws CelEvaluationException {
    assertAgrees(new ExpressionGrammar(seed).text(DEPTH));
  }

  private static void assertAgrees(String expression) throws CelEvaluationException {
    Assume.that(
        Language.check("expression", expression) instanceof Language.Outcome.Checked checked
            && Planner.plan(checked.tree(), "expression").problems().isEmpty());
    CelAbstractSyntaxTree tree =
        ((Language.Outcome.Checked) Language.check("expression", expression)).tree();
    assertThat(ours(tree)).as(expression).isEqualTo(theirs(tree));
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
