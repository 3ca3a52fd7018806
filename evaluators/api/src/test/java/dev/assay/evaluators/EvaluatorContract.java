package dev.assay.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricValue.BooleanValue;
import dev.assay.catalog.MetricValue.CategoricalValue;
import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every evaluator must do. Each evaluator's tests extend it. */
public abstract class EvaluatorContract {
  private static final int THREADS = 8;
  private static final int ROUNDS = 25;

  /** The evaluator under test; the same one or a new one each time. */
  protected abstract Evaluator evaluator();

  /** Definitions of every kind of value, no two with the same meaning, all of them accepted. */
  protected abstract List<MetricVersion> accepted();

  /** An accepted definition that fails on {@link SampleConversations#ordinary()}. */
  protected abstract MetricVersion failing();

  /** A definition that cannot be evaluated. */
  protected abstract MetricVersion rejected();

  /** Versions that mean the same as one another: what differs between them decides nothing. */
  protected abstract List<MetricVersion> synonyms();

  @Test
  void everyAcceptedDefinitionHasAFingerprint() {
    for (MetricVersion version : accepted()) {
      assertThat(fingerprint(version)).matches("[0-9a-f]{32}");
    }
    assertThat(fingerprint(failing())).matches("[0-9a-f]{32}");
  }

  @Test
  void preparingAgainAnswersTheSame() {
    Evaluator evaluator = evaluator();
    for (MetricVersion version : accepted()) {
      assertThat(evaluator.prepare(version)).isEqualTo(evaluator.prepare(version));
      assertThat(evaluator().prepare(version)).isEqualTo(evaluator.prepare(version));
    }
    assertThat(evaluator.prepare(rejected())).isEqualTo(evaluator.prepare(rejected()));
  }

  @Test
  void fingerprintsDifferWhereMeaningsDo() {
    assertThat(accepted().stream().map(this::fingerprint)).doesNotHaveDuplicates();
  }

  @Test
  void fingerprintsAreEqualWhereMeaningsAre() {
    assertThat(synonyms().stream().map(this::fingerprint).distinct()).hasSize(1);
    for (MetricVersion version : accepted()) {
      assertThat(fingerprint(SampleVersions.renamed(version))).isEqualTo(fingerprint(version));
    }
  }

  @Test
  void aRejectedDefinitionSaysWhatIsWrongAndWhere() {
    assertThat(evaluator().prepare(rejected()))
        .isInstanceOfSatisfying(
            Preparation.Rejected.class,
            rejected ->
                assertThat(rejected.problems())
                    .allSatisfy(
                        problem -> {
                          assertThat(problem.message()).isNotBlank();
                          assertThat(problem.line()).isPositive();
                          assertThat(problem.column()).isPositive();
                        }));
  }

  @Test
  void answersComeInTheOrderOfTheVersions() {
    List<MetricVersion> versions = new ArrayList<>(accepted());
    List<Evaluation> answers = evaluate(SampleConversations.ordinary(), versions);
    assertThat(answers).hasSameSizeAs(versions);
    Collections.reverse(versions);
    Collections.reverse(answers);
    assertThat(evaluate(SampleConversations.ordinary(), versions)).isEqualTo(answers);
  }

  @Test
  void anAnswerDoesNotDependOnTheOtherVersions() {
    List<MetricVersion> versions = accepted();
    List<Evaluation> together = evaluate(SampleConversations.ordinary(), versions);
    for (int i = 0; i < versions.size(); i++) {
      assertThat(evaluate(SampleConversations.ordinary(), List.of(versions.get(i))))
          .containsExactly(together.get(i));
    }
  }

  @Test
  void aFailingMetricNeverTouchesTheOthers() {
    List<MetricVersion> versions = new ArrayList<>();
    List<Evaluation> expected = new ArrayList<>();
    for (MetricVersion version : accepted()) {
      versions.add(failing());
      versions.add(version);
      expected.addAll(evaluate(SampleConversations.ordinary(), List.of(version)));
    }
    List<Evaluation> answers = evaluate(SampleConversations.ordinary(), versions);
    for (int i = 0; i < answers.size(); i++) {
      if (i % 2 == 0) {
        assertThat(answers.get(i)).isInstanceOf(Evaluation.Failed.class);
      } else {
        assertThat(answers.get(i)).isEqualTo(expected.get(i / 2));
      }
    }
  }

  @Test
  void evaluatingAgainAnswersTheSame() {
    List<Evaluation> first = evaluate(SampleConversations.ordinary(), accepted());
    assertThat(evaluate(SampleConversations.ordinary(), accepted())).isEqualTo(first);
    assertThat(evaluator().evaluate(SampleConversations.ordinary(), accepted())).isEqualTo(first);
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    Evaluator evaluator = evaluator();
    List<Evaluation> expected = evaluate(SampleConversations.ordinary(), accepted());
    Callable<List<List<Evaluation>>> work =
        () -> {
          List<List<Evaluation>> answers = new ArrayList<>();
          for (int round = 0; round < ROUNDS; round++) {
            answers.add(evaluator.evaluate(SampleConversations.ordinary(), accepted()));
          }
          return answers;
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (Future<List<List<Evaluation>>> done :
          threads.invokeAll(Collections.nCopies(THREADS, work))) {
        assertThat(done.get()).allSatisfy(answers -> assertThat(answers).isEqualTo(expected));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @TestFactory
  Stream<DynamicTest> noConversationIsTooHostile() {
    return SampleConversations.hostile().entrySet().stream()
        .map(
            hostile ->
                DynamicTest.dynamicTest(
                    hostile.getKey(), () -> assertObeys(hostile.getValue(), accepted())));
  }

  /** Asserts that the answers are such as the SPI allows, whatever they are. */
  protected final void assertObeys(Conversation conversation, List<MetricVersion> versions) {
    List<Evaluation> answers = evaluate(conversation, versions);
    assertThat(answers).hasSameSizeAs(versions);
    for (int i = 0; i < answers.size(); i++) {
      assertAllowed(conversation, versions.get(i), answers.get(i));
    }
  }

  private static void assertAllowed(
      Conversation conversation, MetricVersion version, Evaluation answer) {
    if (answer instanceof Evaluation.Scored scored) {
      assertWithin(version, scored.value());
      assertReferences(conversation, scored.references());
    } else if (answer instanceof Evaluation.NotApplicable notApplicable) {
      assertReferences(conversation, notApplicable.references());
    } else if (answer instanceof Evaluation.Failed failed) {
      assertThat(failed.code()).matches("[a-z]+(_[a-z]+)*");
      assertThat(failed.message()).isNotBlank().doesNotContain("\n", "\r", "\0");
    }
  }

  private static void assertWithin(MetricVersion version, Score score) {
    if (version.value() instanceof BooleanValue) {
      assertThat(score).isInstanceOf(Score.BooleanScore.class);
    } else if (version.value() instanceof NumericalValue bounds) {
      assertThat(score)
          .isInstanceOfSatisfying(
              Score.NumericalScore.class,
              number -> assertThat(bounds.admits(number.value())).isTrue());
    } else if (version.value() instanceof CategoricalValue categories) {
      assertThat(score)
          .isInstanceOfSatisfying(
              Score.CategoricalScore.class,
              category -> assertThat(categories.categories()).contains(category.value()));
    }
  }

  private static void assertReferences(Conversation conversation, List<String> references) {
    List<String> ids = conversation.messages().stream().map(Message::id).toList();
    assertThat(references).doesNotHaveDuplicates();
    assertThat(ids.stream().filter(references::contains)).containsExactlyElementsOf(references);
  }

  private List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
    return new ArrayList<>(evaluator().evaluate(conversation, versions));
  }

  private String fingerprint(MetricVersion version) {
    Preparation preparation = evaluator().prepare(version);
    assertThat(preparation).as(version.toString()).isInstanceOf(Preparation.Ready.class);
    return ((Preparation.Ready) preparation).fingerprint();
  }
}
