package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.SampleVersions;
import dev.assay.evaluators.Score;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionTest {
  @Test
  void aMisspeltFieldIsNamedWithItsPlaceAndTheLikelyOne() {
    assertThat(Metrics.problems(Metrics.truth("true &&\n  conversation.mesages.size() > 1")))
        .containsExactly(
            new DefinitionProblem(
                "expression",
                2,
                15,
                "Invalid expression: there is no field 'mesages'; did you mean 'messages'?"));
  }

  @Test
  void aMisspeltFunctionIsNamedWithTheLikelyOne() {
    assertThat(Metrics.problems(Metrics.truth("conversation.id.startWith('a')")))
        .extracting(DefinitionProblem::message)
        .containsExactly(
            "Invalid expression: there is no variable or function 'startWith'; did you mean"
                + " 'startsWith'?");
  }

  @Test
  void allProblemsAreListedAtOnce() {
    MetricVersion version =
        SampleVersions.of(
            new BooleanValue(),
            "code",
            Map.of("expression", "conversation.nope && conversation.neither", "references", "[1"));
    assertThat(Metrics.problems(version))
        .extracting(DefinitionProblem::setting)
        .containsExactly("expression", "expression", "references");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "conversation.messages.size() | a number",
        "conversation.id | a text",
        "conversation.messages | a list",
        "conversation.tags | a map",
        "conversation.created_at | a time",
        "conversation.is_finished ? null : 'text' | a text",
        "cel.bind(x, 1, x + 1) | a number"
      })
  void anExpressionOfAnotherTypeIsRefused(String expression, String given) {
    assertThat(Metrics.problems(Metrics.truth(expression.strip())))
        .extracting(DefinitionProblem::message)
        .containsExactly(
            "Invalid expression: it gives %s where the metric's values are boolean; change one of"
                    .formatted(given.strip())
                + " them");
  }

  @Test
  void aConstantThatIsNoCategoryIsRefused() {
    assertThat(
            Metrics.problems(
                Metrics.category(
                    "conversation.is_finished ? 'yes' : cel.bind(x, 'a', x == 'a' ? 'no' : 'nay')",
                    "yes",
                    "no")))
        .extracting(DefinitionProblem::column, DefinitionProblem::message)
        .containsExactly(
            tuple(
                71,
                "Invalid expression: 'nay' is none of the metric's categories [yes, no]; correct"
                    + " it or add the category"));
  }

  @Test
  void aPatternThatIsNoneIsRefused() {
    assertThat(Metrics.problems(Metrics.truth("conversation.id.matches('a(?=b)')")))
        .extracting(DefinitionProblem::message)
        .allSatisfy(message -> assertThat(message).contains("'a(?=b)' is no RE2 pattern"));
    assertThat(Metrics.problems(Metrics.truth("conversation.id.matches('(a{1000}){1000}')")))
        .extracting(DefinitionProblem::message)
        .allSatisfy(message -> assertThat(message).contains("is too large"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Message{id: 'x'}.id == 'x' | objects cannot be made in an expression",
        "int == int | 'int' is a type's name and no value",
        "type(1) == int | there is no function 'type'",
        "b'a' + b'b' == b'ab' | bytes are not part of the language",
        "conversation.messages.sortBy(m, m.id).size() > 1 | there is no variable or function"
      })
  void whatTheLanguageDoesNotHaveIsRefused(String expression, String cause) {
    assertThat(Metrics.problems(Metrics.truth(expression.strip())))
        .extracting(DefinitionProblem::message)
        .anySatisfy(message -> assertThat(message).contains(cause.strip()));
  }

  @Test
  void settingsAreChecked() {
    assertThat(problems("judge", Map.of("expression", "true")))
        .containsExactly("Unsupported evaluator type 'judge': this is the evaluator 'code'");
    assertThat(problems("code", Map.of()))
        .containsExactly(
            "Invalid evaluator: 'expression' is missing or no text; give a CEL expression, such as"
                + " conversation.messages.size()");
    assertThat(problems("code", Map.of("expression", 7))).hasSize(1);
    assertThat(problems("code", Map.of("expression", " \n"))).hasSize(1);
    assertThat(problems("code", Map.of("expression", "true", "references", List.of("a"))))
        .containsExactly(
            "Invalid setting 'references': it is no text; give a CEL expression for a list of"
                + " message ids, or leave it out");
    assertThat(problems("code", Map.of("expression", "true", "refs", "x")))
        .containsExactly(
            "Unsupported setting 'refs': a code evaluator has 'expression' and 'references' only");
  }

  @Test
  void referencesAreAListOfTexts() {
    assertThat(Metrics.problems(Metrics.withReferences(Metrics.truth("true"), "[1, 2]")))
        .extracting(DefinitionProblem::setting, DefinitionProblem::message)
        .containsExactly(
            tuple(
                "references",
                "Invalid references: the expression gives a list where a list of message ids is"
                    + " needed; end it with .map(m, m.id)"));
  }

  @Test
  void referencesFollowTheConversationAndNameEachMessageOnce() {
    assertThat(evaluateWithReferences("['m12', 'm0', 'm12']"))
        .isEqualTo(new Evaluation.Scored(new Score.BooleanScore(true), null, List.of("m0", "m12")));
    assertThat(evaluateWithReferences("conversation.tags['campaign'] == null ? null : ['m0']"))
        .isEqualTo(new Evaluation.Scored(new Score.BooleanScore(true), null, List.of()));
  }

  @Test
  void referencesToNoMessageFail() {
    assertThat(evaluateWithReferences("['m0', 'nowhere']"))
        .isEqualTo(
            new Evaluation.Failed(
                "invalid_reference",
                "Cannot evaluate 'Sample' version 3: the reference 'nowhere' is no id of a"
                    + " message"));
    assertThat(evaluateWithReferences("[dyn(7)]"))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("invalid_reference"));
  }

  @Test
  void referencesThatAreListsOfListsFailAtOnce() {
    assertThat(evaluateWithReferences("dyn([[['a']]" + ".map(x, [x, x])".repeat(60) + "])"))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("invalid_reference"));
  }

  @Test
  void referencesAreReadOnlyWhereThereIsAScore() {
    MetricVersion version = Metrics.withReferences(Metrics.truth("null"), "['nowhere']");
    assertThat(Metrics.evaluate(version)).isEqualTo(new Evaluation.NotApplicable(null, List.of()));
  }

  @Test
  void theOrderOfCategoriesDecidesNothing() {
    assertThat(fingerprint(Metrics.category("'a'", "a", "b")))
        .isEqualTo(fingerprint(Metrics.category("'a'", "b", "a")));
    assertThat(fingerprint(Metrics.category("'a'", "a", "b")))
        .isNotEqualTo(fingerprint(Metrics.category("'a'", "a")));
  }

  @Test
  void fingerprintsAreKeptFromReleaseToRelease() {
    assertThat(fingerprint(Metrics.truth("true"))).isEqualTo("1b409ac9f15c1b3ea739d77e0d4b3e3e");
  }

  @Test
  void anUnpreparedDefinitionFails() {
    MetricVersion version = SampleVersions.of(new CategoricalValue(List.of("a")), "code", Map.of());
    assertThat(Metrics.evaluate(version))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("invalid_definition"));
  }

  private static Evaluation evaluateWithReferences(String references) {
    return Metrics.evaluate(Metrics.withReferences(Metrics.truth("true"), references));
  }

  private static List<String> problems(String type, Map<String, Object> settings) {
    return Metrics.problems(SampleVersions.of(new BooleanValue(), type, settings)).stream()
        .map(DefinitionProblem::message)
        .toList();
  }

  private static String fingerprint(MetricVersion version) {
    return ((Preparation.Ready) Metrics.EVALUATOR.prepare(version)).fingerprint();
  }
}
