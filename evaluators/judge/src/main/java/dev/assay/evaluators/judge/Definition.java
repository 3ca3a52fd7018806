package dev.assay.evaluators.judge;

import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Fingerprint;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.judge.prompt.PromptTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a metric version that decides a judge's answers, with what the settings add to it.
 *
 * @param description what is asked
 * @param value what the answer may be
 * @param model who is asked
 * @param temperature 0 to 2
 * @param maxOutputTokens the most that may be written for this metric
 * @param packing whether with others
 * @param longConversations what becomes of conversations that do not fit
 */
record Definition(
    String description,
    MetricValue value,
    String model,
    double temperature,
    int maxOutputTokens,
    Packing packing,
    LongConversations longConversations) {

  /** The evaluator's word in a definition. */
  static final String TYPE = "judge";

  private static final String MODEL = "model";
  private static final String TEMPERATURE = "temperature";
  private static final String MAX_OUTPUT_TOKENS = "max_output_tokens";
  private static final String PACKING = Packing.SETTING;
  private static final String LONG_CONVERSATIONS = "long_conversations";

  private static final Pattern MODEL_NAME = Pattern.compile("[\\p{Graph}&&[^\"\\\\]]{1,200}");
  private static final int FEWEST_TOKENS = 16;

  /** What all answers together may take of a model's context. */
  static final int OUTPUT_PART = 4;

  /** The definition of a version in which {@link #problems} finds nothing. */
  static Definition of(MetricVersion version, JudgeSettings settings) {
    Map<String, Object> own = version.evaluator().settings();
    JudgeSettings.Parameters usual = settings.parameters();
    return new Definition(
        version.description(),
        version.value(),
        own.get(MODEL) instanceof String model ? model : settings.model(),
        own.get(TEMPERATURE) instanceof Number number ? number.doubleValue() : usual.temperature(),
        own.get(MAX_OUTPUT_TOKENS) instanceof Integer tokens ? tokens : usual.maxOutputTokens(),
        word(own.get(PACKING), Packing.values(), Packing.PACKED),
        word(own.get(LONG_CONVERSATIONS), LongConversations.values(), usual.longConversations()));
  }

  /** Everything that is wrong with the settings of an evaluator. */
  static List<DefinitionProblem> problems(EvaluatorDefinition evaluator, JudgeSettings settings) {
    List<DefinitionProblem> problems = new ArrayList<>();
    if (!evaluator.type().equals(TYPE)) {
      problems.add(
          problem(
              "type",
              "Unsupported evaluator type '%s': this is the evaluator '%s'"
                  .formatted(OneLine.of(evaluator.type()), TYPE)));
    }
    evaluator
        .settings()
        .forEach(
            (name, setting) -> {
              String mend = mend(name, setting, settings);
              if (mend != null) {
                problems.add(
                    problem(
                        name,
                        "Invalid setting '%s' with the value '%s': %s"
                            .formatted(
                                OneLine.of(name), OneLine.of(String.valueOf(setting)), mend)));
              }
            });
    return problems;
  }

  /** What must be done about a setting, or null when it is fine. */
  private static @Nullable String mend(String name, Object setting, JudgeSettings settings) {
    int mostTokens = settings.parameters().contextTokens() / OUTPUT_PART;
    boolean fine =
        switch (name) {
          case MODEL -> setting instanceof String text && MODEL_NAME.matcher(text).matches();
          case TEMPERATURE ->
              setting instanceof Number number
                  && number.doubleValue() >= 0
                  && number.doubleValue() <= 2;
          case MAX_OUTPUT_TOKENS ->
              setting instanceof Integer tokens && tokens >= FEWEST_TOKENS && tokens <= mostTokens;
          case PACKING -> isWord(setting, Packing.values());
          case LONG_CONVERSATIONS -> isWord(setting, LongConversations.values());
          default -> false;
        };
    if (fine) {
      return null;
    }
    return switch (name) {
      case MODEL -> "give the name of a model, up to 200 characters without spaces";
      case TEMPERATURE -> "give a number from 0 to 2";
      case MAX_OUTPUT_TOKENS ->
          "give a whole number from %d to %d, a quarter of context_tokens"
              .formatted(FEWEST_TOKENS, mostTokens);
      case PACKING -> "give packed or solo";
      case LONG_CONVERSATIONS -> "give refuse or window";
      default ->
          "a judge has no such setting; it has "
              + String.join(", ", MODEL, TEMPERATURE, MAX_OUTPUT_TOKENS, PACKING)
              + " and "
              + LONG_CONVERSATIONS;
    };
  }

  /** Names all that decides an answer but the conversation, the server's settings included. */
  String fingerprint(JudgeSettings settings) {
    List<String> parts = new ArrayList<>();
    parts.add(TYPE);
    parts.add(PromptTemplate.VERSION);
    parts.add(description);
    parts.add(value.type());
    if (value instanceof NumericalValue bounds) {
      parts.add(Double.toString(bounds.lowerBound() + 0.0));
      parts.add(Double.toString(bounds.upperBound() + 0.0));
    } else if (value instanceof CategoricalValue categories) {
      parts.addAll(categories.categories());
    }
    parts.add(model);
    parts.add(Double.toString(temperature + 0.0));
    Long seed = settings.parameters().seed();
    parts.add(seed == null ? "" : Long.toString(seed));
    parts.add(Integer.toString(maxOutputTokens));
    parts.add(packing.label());
    parts.add(longConversations.label());
    if (longConversations == LongConversations.WINDOW) {
      parts.add(Integer.toString(settings.parameters().contextTokens()));
    }
    return Fingerprint.of(parts);
  }

  private static boolean isWord(Object setting, Enum<?>[] words) {
    return Stream.of(words).anyMatch(word -> label(word).equals(setting));
  }

  private static <E extends Enum<E>> E word(@Nullable Object setting, E[] words, E usual) {
    return Stream.of(words).filter(word -> label(word).equals(setting)).findFirst().orElse(usual);
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static DefinitionProblem problem(String setting, String message) {
    return new DefinitionProblem(setting, 1, 1, message);
  }
}
