package dev.assay.evaluators.judge.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.RandomText;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.SampleVersions;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.ScoreCheck;
import dev.assay.evaluators.Seeded;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.answer.AnswerReader.Reading;
import dev.assay.evaluators.judge.prompt.Transcript;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerReaderTest {
  private static final Conversation CONVERSATION =
      SampleConversations.of(
          SampleConversations.user(0, "Where is my parcel?"),
          SampleConversations.agent(4, "On its way."));
  private static final Transcript TRANSCRIPT = Transcript.of(CONVERSATION);
  private static final Set<String> CODES =
      Stream.concat(
              Stream.of(AnswerFailure.values()).map(AnswerFailure::code),
              Stream.of(
                  "wrong_type",
                  "out_of_bounds",
                  "not_finite",
                  "unknown_category",
                  "invalid_reference"))
          .collect(Collectors.toSet());

  static List<MalformedAnswers.Case> malformed() {
    return MalformedAnswers.all();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedAnswerEndsAsItMustAndTouchesNoOther(MalformedAnswers.Case bad) {
    List<Evaluation> evaluations =
        evaluations(read(Collections.nCopies(bad.amongOthers() ? 3 : 1, bad.value()), bad.body()));
    assertThat(outcome(evaluations.get(bad.amongOthers() ? 1 : 0))).isEqualTo(bad.expected());
    if (bad.amongOthers()) {
      assertThat(outcome(evaluations.get(0))).isEqualTo(MalformedAnswers.SCORED);
      assertThat(outcome(evaluations.get(2))).isEqualTo(MalformedAnswers.SCORED);
    }
    evaluations.forEach(evaluation -> assertAllowed(bad.value(), evaluation));
  }

  @Test
  void thereAreThreeHundredDifferentMalformedAnswers() {
    assertThat(malformed().stream().map(bad -> bad.value().type() + bad.body()).distinct().count())
        .isGreaterThanOrEqualTo(300);
    assertThat(
            malformed().stream().map(MalformedAnswers.Case::expected).collect(Collectors.toSet()))
        .containsAll(CODES);
  }

  @Test
  void answersThatCameBeforeTheEndOfTheTokensCount() {
    String good = "{\"value\":true}";
    Reading reading =
        read(
            Collections.nCopies(3, new MetricValue.BooleanValue()),
            MalformedAnswers.completion(
                "{\"answers\":{\"q1\":" + good + ",\"q2\":{\"reason\":\"I th", "length"));
    assertThat(evaluations(reading).stream().map(AnswerReaderTest::outcome))
        .containsExactly("scored", "answer_too_long", "answer_too_long");
  }

  @Test
  void onlyWhatMayBeBetterIsAskedAgain() {
    assertThat(mendable("", "stop")).isTrue();
    assertThat(mendable("no JSON", "stop")).isTrue();
    assertThat(mendable("{\"answers\":{\"q1\":7}}", "stop")).isTrue();
    assertThat(mendable("", "length")).isFalse();
    assertThat(mendable("{\"answers\":{", "content_filter")).isFalse();
  }

  @Test
  void referencesAreIdsInTheOrderOfTheConversationOnce() {
    Reading reading =
        read(
            List.of(new MetricValue.BooleanValue()),
            MalformedAnswers.completion(
                "{\"answers\":{\"q1\":{\"value\":true,\"messages\":[\"m2\",\"m1\",\"m2\"]}}}",
                "stop"));
    assertThat(evaluations(reading))
        .containsExactly(
            new Evaluation.Scored(new Score.BooleanScore(true), null, List.of("m0", "m4")));
  }

  @Test
  void whatIsKeptIsReadBackAsItWas() {
    for (MalformedAnswers.Case bad : malformed()) {
      MetricVersion version = version(bad.value());
      for (Evaluation evaluation : evaluations(read(List.of(bad.value()), bad.body()))) {
        if (!(evaluation instanceof Evaluation.Failed)) {
          Usage usage = new Usage(5, 6, 7);
          Evaluation back =
              StoredAnswer.read(StoredAnswer.write(evaluation), usage, version, CONVERSATION);
          assertThat(back).isEqualTo(withUsage(evaluation, usage));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void aDamagedEntryOfTheLedgerIsAFailure(String stored, String code) {
    Evaluation evaluation =
        StoredAnswer.read(
            stored, Usage.NONE, version(new MetricValue.NumericalValue(1, 10)), CONVERSATION);
    assertThat(outcome(evaluation)).isEqualTo(code);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> damaged() {
    return Map.of(
            "", "malformed_answer",
            "{\"applicable\":true", "malformed_answer",
            "{\"value\":7,\"messages\":[]}", "malformed_answer",
            "{\"applicable\":true,\"value\":7}", "malformed_answer",
            "{\"applicable\":true,\"value\":7,\"value\":8,\"messages\":[]}", "malformed_answer",
            "{\"applicable\":true,\"value\":77,\"messages\":[]}", "out_of_bounds",
            "{\"applicable\":true,\"value\":\"7\",\"messages\":[]}", "wrong_type",
            "{\"applicable\":true,\"value\":7,\"messages\":[\"gone\"]}", "invalid_reference",
            "{\"applicable\":true,\"value\":7,\"messages\":[\"m4\",\"m0\"]}", "invalid_reference",
            "{\"applicable\":true,\"messages\":[]}", "wrong_type")
        .entrySet()
        .stream()
        .map(e -> org.junit.jupiter.params.provider.Arguments.of(e.getKey(), e.getValue()));
  }

  @Seeded(2000)
  void anyDamagedAnswerEndsAsAValueOrAFailure(long seed) {
    Random random = new Random(seed);
    List<MalformedAnswers.Kind> kinds = MalformedAnswers.KINDS;
    MalformedAnswers.Kind kind = kinds.get(random.nextInt(kinds.size()));
    String good =
        "{\"reason\":\"because\",\"messages\":[\"m1\"],\"applicable\":true,\"value\":%s}"
            .formatted(kind.good());
    StringBuilder content =
        new StringBuilder("{\"answers\":{\"q1\":%s,\"q2\":%s}}".formatted(good, good));
    for (int i = random.nextInt(6); i >= 0 && !content.isEmpty(); i--) {
      int at = random.nextInt(content.length());
      switch (random.nextInt(4)) {
        case 0 -> content.deleteCharAt(at);
        case 1 -> content.insert(at, "{}[]\",:0tfn\\-e.\ud800\0".charAt(random.nextInt(17)));
        case 2 -> content.insert(at, content.substring(at / 2, at));
        default -> content.setLength(at);
      }
    }
    String finish = List.of("stop", "length", "content_filter", "").get(random.nextInt(4));
    List<Evaluation> evaluations =
        evaluations(
            read(
                List.of(kind.value(), kind.value()),
                MalformedAnswers.completion(content.toString(), finish)));
    assertThat(evaluations).hasSize(2);
    evaluations.forEach(evaluation -> assertAllowed(kind.value(), evaluation));
  }

  @Seeded(1000)
  void anyTextIsAnAnswerOrAFailure(long seed) {
    String text = RandomText.of(new Random(seed), 200);
    for (MalformedAnswers.Kind kind : MalformedAnswers.KINDS) {
      evaluations(read(List.of(kind.value()), text))
          .forEach(evaluation -> assertAllowed(kind.value(), evaluation));
      evaluations(read(List.of(kind.value()), MalformedAnswers.completion(text, "stop")))
          .forEach(evaluation -> assertAllowed(kind.value(), evaluation));
    }
  }

  private static boolean mendable(String content, String finish) {
    return read(
                List.of(new MetricValue.BooleanValue()),
                MalformedAnswers.completion(content, finish))
            instanceof Reading.Unusable unusable
        && unusable.mendable();
  }

  private static Reading read(List<MetricValue> values, String body) {
    List<MetricVersion> versions = values.stream().map(AnswerReaderTest::version).toList();
    return new AnswerReader(versions, TRANSCRIPT).read(Completion.read(body));
  }

  private static MetricVersion version(MetricValue value) {
    return SampleVersions.of(value, "judge", Map.of());
  }

  private static List<Evaluation> evaluations(Reading reading) {
    return reading instanceof Reading.Usable usable
        ? usable.evaluations()
        : ((Reading.Unusable) reading).failures();
  }

  private static String outcome(Evaluation evaluation) {
    if (evaluation instanceof Evaluation.Failed failed) {
      return failed.code();
    }
    return evaluation instanceof Evaluation.Scored
        ? MalformedAnswers.SCORED
        : MalformedAnswers.NOT_APPLICABLE;
  }

  private static Evaluation withUsage(Evaluation evaluation, Usage usage) {
    if (evaluation instanceof Evaluation.Scored scored) {
      return new Evaluation.Scored(
          scored.value(), scored.justification(), scored.references(), usage);
    }
    Evaluation.NotApplicable none = (Evaluation.NotApplicable) evaluation;
    return new Evaluation.NotApplicable(none.justification(), none.references(), usage);
  }

  private static void assertAllowed(MetricValue value, Evaluation evaluation) {
    if (evaluation instanceof Evaluation.Failed failed) {
      assertThat(failed.code()).isIn(CODES);
      assertThat(failed.message()).startsWith("Cannot ").doesNotContain("\n");
      return;
    }
    List<String> ids = CONVERSATION.messages().stream().map(Message::id).toList();
    if (evaluation instanceof Evaluation.Scored scored) {
      Object raw =
          scored.value() instanceof Score.BooleanScore truth
              ? (Object) truth.value()
              : scored.value() instanceof Score.NumericalScore number
                  ? (Object) number.value()
                  : ((Score.CategoricalScore) scored.value()).value();
      assertThat(ScoreCheck.of(version(value), raw))
          .isEqualTo(new ScoreCheck.Accepted(scored.value()));
      assertThat(ids).containsAll(scored.references());
      String justification = scored.justification();
      assertThat(justification == null ? "" : justification)
          .hasSizeLessThanOrEqualTo(AnswerReader.MAX_JUSTIFICATION)
          .doesNotContain("\0");
    } else if (evaluation instanceof Evaluation.NotApplicable none) {
      assertThat(ids).containsAll(none.references());
    }
  }
}
