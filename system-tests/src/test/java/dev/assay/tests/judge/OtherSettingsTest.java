package dev.assay.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Preparation;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.evaluate.EvaluatorSource;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that died are gone on with by commands that have other settings. */
class OtherSettingsTest {

  private static final int CONVERSATIONS = JudgedHome.CONVERSATIONS;
  private static final int CELLS = CONVERSATIONS * JudgedHome.METRICS;

  /** How many results, and of how many conversations, each evaluator has that are current. */
  private static final String CURRENT =
      """
      SELECT count(*), count(DISTINCT conversation_id) FROM current_result
      GROUP BY metric_id, evaluator_fingerprint""";

  @TempDir Path folder;

  private final LocalJudge judge = new LocalJudge();

  @AfterEach
  void close() {
    judge.close();
  }

  @Test
  void anotherJudgeGivesNoAnswersInTheNameOfTheOneThatTheRunHasPlannedWith() {
    TestHome home = JudgedHome.in(folder);
    settings(home, "small", "");
    dies(home, 7, source());
    Run died = incomplete(home);
    long asked = asked("small");
    long done = home.number("SELECT count(*) FROM metric_evaluation_result");
    assertThat(done).as("of the waves that were committed").isBetween(1L, CELLS - 1L);

    settings(home, "large", "");
    String said = home.nightly("--catch-up", "0d");

    assertThat(asked("small")).as("requests to the judge before").isEqualTo(asked);
    assertThat(asked("large")).as("requests to the judge after").isEqualTo(CONVERSATIONS);
    assertThat(home.rows(CURRENT))
        .hasSize(JudgedHome.METRICS)
        .containsOnly(CONVERSATIONS + "|" + CONVERSATIONS);
    assertThat(
            home.number(
                "SELECT count(*) FROM current_result WHERE run_id = '%s'".formatted(died.id())))
        .as("current results of the judge before")
        .isZero();
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_history")).isEqualTo(done);
    assertThat(said)
        .contains("%d evaluations are carried over (evaluator_changed)".formatted(CELLS - done))
        .contains("Metric 0 version 1");
    Homes.assertNothingIsLeft(home.root());
  }

  @Test
  void whatAnotherJudgeWasAskedInABatchIsKeptAsItsOwn() {
    TestHome home = JudgedHome.in(folder);
    settings(home, "small", ", lane: batch, batch: {poll_every: 10ms}");
    judge.batches().hold(true);
    home.nightly("--no-wait");
    judge.batches().hold(false);

    settings(home, "large", ", lane: batch, batch: {poll_every: 10ms}");
    home.nightly();

    assertThat(judge.batches().inputs()).hasSize(2);
    assertThat(judge.batches().inputs().get(0)).contains("small").doesNotContain("large");
    assertThat(judge.batches().inputs().get(1)).contains("large").doesNotContain("small");
    assertThat(home.rows(CURRENT))
        .hasSize(JudgedHome.METRICS)
        .containsOnly(CONVERSATIONS + "|" + CONVERSATIONS);
    assertThat(home.number("SELECT count(*) FROM metric_evaluation_history")).isZero();

    settings(home, "small", "");
    assertThat(home.nightly()).contains("36 planned = 36 scored", "judge: 0 calls");
    assertThat(judge.takeRequests()).as("answers that were paid for").isZero();
  }

  @Test
  void aCommandOfAnotherOrganizationLeavesTheRunAlone() {
    TestHome home = JudgedHome.in(folder);
    settings(home, "small", "");
    dies(home, 7, source());
    Run died = incomplete(home);
    long asked = asked("small");
    Path others = folder.resolve("others");
    assertThat(others.toFile().mkdir()).isTrue();

    settings(home, "large", "");
    CommandRun other = home.run("nightly", "--org", "other", "--archive", others.toString());

    assertThat(other.exitCode()).as(other.errors()).isZero();
    assertThat(other.errors()).contains("of organization default is not complete");
    assertThat(asked("small") + asked("large")).isEqualTo(asked);
    assertThat(incomplete(home)).isEqualTo(died);
    assertThat(home.run("runs", "--org", "other").output()).doesNotContain(died.id());
    assertThat(home.run("runs").output()).contains(died.id());
  }

  @Test
  void anotherVersionOfTheCodeEvaluatorGivesNoResultsInTheNameOfTheOneBefore() {
    TestHome home = new TestHome(folder);
    home.metrics(TestHome.metric("Messages", TestHome.NUMBER, "conversation.messages.size()"));
    for (int i = 1; i <= 4; i++) {
      home.deliver(i + ".jsonl", TestConversation.of(i).user("hello").line());
    }
    dies(home, 2, new Renamed(source()));
    long done = home.number("SELECT count(*) FROM metric_evaluation_result");

    String said = home.nightly("--catch-up", "0d");

    assertThat(said)
        .contains("%d evaluations are carried over (evaluator_changed)".formatted(4 - done));
    assertThat(home.rows(CURRENT)).containsExactly("4|4");
    assertThat(
            home.number(
                "SELECT count(*) FROM current_result WHERE evaluator_fingerprint = '%s'"
                    .formatted(Renamed.FINGERPRINT)))
        .isZero();
  }

  /** Evaluators as of another release, which evaluates otherwise. */
  private record Renamed(EvaluatorSource real) implements EvaluatorSource {
    private static final String FINGERPRINT = "0123456789abcdef".repeat(2);

    @Override
    public Map<String, Evaluator> evaluators() {
      Map<String, Evaluator> renamed = new HashMap<>();
      real.evaluators().forEach((type, evaluator) -> renamed.put(type, of(evaluator)));
      return renamed;
    }

    private static Evaluator of(Evaluator evaluator) {
      return new Evaluator() {
        @Override
        public Preparation prepare(MetricVersion version) {
          return new Preparation.Ready(FINGERPRINT);
        }

        @Override
        public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
          return evaluator.evaluate(conversation, versions);
        }
      };
    }
  }

  private static Run incomplete(TestHome home) {
    try (JobContext context = home.open()) {
      return context.runs().incomplete().get(0);
    }
  }

  private long asked(String model) {
    return judge.requests().stream().filter(r -> r.contains("\"" + model + "\"")).count();
  }

  private Settings settings() {
    return SettingsFile.read(folder.resolve("assay.yaml"), folder);
  }

  private EvaluatorSource source() {
    return Evaluators.of(settings().evaluators());
  }

  /** A night that ends within its evaluations. */
  private void dies(TestHome home, int evaluations, EvaluatorSource source) {
    Settings settings = settings();
    assertThat(home.run("metrics apply", home.metricFile().toString()).exitCode()).isZero();
    try (JobContext context =
        JobContext.open(
            new Home(home.root()), settings, FaultyEvaluators.after(evaluations, source))) {
      RunInputs inputs =
          new RunInputs(
              List.of(home.archives().toString()), Optional.empty(), settings.maxAttempts(), 1);
      assertThatThrownBy(
              () -> new Runner(context, RunProgress.SILENT).run("nightly", settings.org(), inputs))
          .hasMessageContaining("the test breaks the run here");
    }
  }

  private void settings(TestHome home, String model, String more) {
    home.settings(
        """
        archives: [archives]
        metrics: metrics.yaml
        judge: {url: "%s", model: %s%s}
        """
            .formatted(judge.url(), model, more));
  }
}
