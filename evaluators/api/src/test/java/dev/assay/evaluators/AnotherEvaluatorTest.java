package dev.assay.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an evaluator needs to be one: a factory, and a line in {@code META-INF/services}. */
class AnotherEvaluatorTest {

  /** What its evaluator is made with. */
  record Scale(double factor) implements Serializable {}

  /** Scores conversations by their length. */
  public static final class LengthFactory implements EvaluatorFactory {
    @Override
    public String type() {
      return "length";
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.PACKS);
    }

    @Override
    public Optional<Evaluator> create(EvaluatorEnvironment environment) {
      return environment.settings(Scale.class).map(Length::new);
    }

    @Override
    public String configuring() {
      return "give the settings a scale";
    }
  }

  private record Length(Scale scale) implements Evaluator {
    @Override
    public Preparation prepare(MetricVersion version) {
      return version.value() instanceof MetricValue.NumericalValue
          ? new Preparation.Ready(Fingerprint.of(List.of("length", scale.toString())))
          : new Preparation.Rejected(
              List.of(new DefinitionProblem("type", 1, 1, "Invalid value: a length is a number")));
    }

    @Override
    public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
      Score length = new Score.NumericalScore(scale.factor() * conversation.messages().size());
      return versions.stream()
          .<Evaluation>map(version -> new Evaluation.Scored(length, null, List.of()))
          .toList();
    }
  }

  @Test
  void isFoundByTheWordOfItsType() {
    assertThat(EvaluatorTypes.find("length").map(EvaluatorFactory::configuring))
        .hasValue("give the settings a scale");
    assertThat(EvaluatorTypes.has("length", Capability.PACKS)).isTrue();
    assertThat(EvaluatorTypes.has("length", Capability.PAID)).isFalse();
    assertThat(EvaluatorTypes.find("height")).isEmpty();
    assertThat(EvaluatorTypes.has("height", Capability.PACKS)).isFalse();
  }

  @Test
  void isMadeWhereItsSettingsAre() {
    Map<String, Evaluator> made = made(new Scale(2));

    assertThat(made).containsOnlyKeys("length");
    MetricVersion version =
        SampleVersions.of(new MetricValue.NumericalValue(0, 100), "length", Map.of());
    Conversation conversation = SampleConversations.ordinary();
    assertThat(Objects.requireNonNull(made.get("length")).evaluate(conversation, List.of(version)))
        .containsExactly(
            new Evaluation.Scored(
                new Score.NumericalScore(2.0 * conversation.messages().size()), null, List.of()));
    assertThat(made()).isEmpty();
    assertThat(made("settings of another")).isEmpty();
  }

  @Test
  void checksDefinitionsWhereItIsMade() {
    assertThat(problems(made(new Scale(1)), "length"))
        .containsExactly("Invalid value: a length is a number");
    assertThat(problems(made(), "length")).as("it may be configured elsewhere").isEmpty();
    assertThat(problems(made(), "height"))
        .containsExactly("Unsupported evaluator 'height': use one of length");
  }

  private static Map<String, Evaluator> made(Serializable... settings) {
    return EvaluatorTypes.create(EvaluatorEnvironment.forChecks(List.of(settings)));
  }

  private static List<String> problems(Map<String, Evaluator> evaluators, String type) {
    MetricDefinition definition =
        new MetricDefinition(
            "Length",
            "How long it was.",
            new MetricValue.BooleanValue(),
            new EvaluatorDefinition(type, new TreeMap<>()),
            new TreeSet<>(Set.of("*")),
            null,
            new TreeMap<>());
    return EvaluatorSettings.check(evaluators).check(definition).stream()
        .map(DefinitionCheck.Problem::message)
        .toList();
  }
}
