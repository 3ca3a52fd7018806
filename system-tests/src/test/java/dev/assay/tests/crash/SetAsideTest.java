package dev.assay.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.Homes;
import dev.assay.cli.fixture.TestConversation;
import dev.assay.cli.fixture.TestHome;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunProgress;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.nightly.Runner.RunFailed;
import dev.assay.tests.judge.FaultyEvaluators;
import dev.assay.tests.judge.JudgedHome;
import dev.assay.tests.judge.LocalJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that fails again and again stands in nobody's way, and loses nothing. */
class SetAsideTest {

  private static final String GREETED =
      TestHome.metric("Greeted", "boolean", "conversation.messages.exists(m, m.text == 'Hi')");

  private static final String RESULTS =
      "SELECT conversation_id, count(*) FROM metric_evaluation_result GROUP BY 1 ORDER BY 1";

  @TempDir Path folder = Path.of("");

  @Test
  void whatAFailingRunHasPlannedStaysWithItUntilSomebodyDecides() {
    TestHome home = home();
    home.deliver("a.jsonl", line(1), line(2));
    assertThatThrownBy(() -> fails(home)).isInstanceOf(RunFailed.class);
    assertThatThrownBy(() -> fails(home)).isInstanceOf(RunFailed.class);
    Run failing = unfinished(home).get(0);

    List<RunReport> third = fails(home);

    assertThat(third).extracting(RunReport::planned).containsExactly(0L);
    assertThat(unfinished(home)).extracting(Run::state).containsExactly(Run.State.SET_ASIDE);

    home.deliver("b.jsonl", line(3));
    CommandRun next = home.run("nightly");
    assertThat(next.exitCode()).as(next.errors()).isEqualTo(3);
    assertThat(next.errors())
        .contains(
            "Run %s is set aside: it failed 3 times at step 'evaluate'".formatted(failing.id()))
        .contains("the test breaks the run here")
        .contains("./assay runs resume " + failing.id());
    assertThat(home.rows(RESULTS)).containsExactly(id(3) + "|1");
    assertThat(home.run("runs", "--format", "csv").output())
        .contains(failing.id() + ",nightly,set aside; ./assay runs resume or abandon decides")
        .contains("evaluate,3,");

    assertThat(home.run("runs resume", failing.id()).exitCode()).isZero();
    String said = home.nightly();

    assertThat(said)
        .contains(
            "2 evaluations are carried over (set_aside): it failed 3 times at step 'evaluate'")
        .contains("2 planned = 2 scored");
    assertThat(home.rows(RESULTS)).containsExactly(id(1) + "|1", id(2) + "|1", id(3) + "|1");
    assertThat(
            home.rows("SELECT status FROM evaluation_run WHERE id = '%s'".formatted(failing.id())))
        .containsExactly("incomplete");
    Homes.assertNothingIsLeft(home.root());
    CommandRun again = home.run("runs resume", failing.id());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.errors()).startsWith("Cannot find run '%s'".formatted(failing.id()));
  }

  @Test
  void whatIsAbandonedIsEvaluatedWhenSomebodyAsksForIt() {
    TestHome home = home();
    home.deliver("a.jsonl", line(1), line(2));
    assertThatThrownBy(() -> fails(home)).isInstanceOf(RunFailed.class);
    Run failing = unfinished(home).get(0);
    CommandRun early = home.run("runs resume", failing.id());
    assertThat(early.errors()).contains("it is not set aside; the next command goes on with it");

    assertThat(home.run("runs abandon", failing.id()).exitCode()).isZero();
    home.deliver("b.jsonl", line(3));
    assertThat(home.nightly())
        .contains("2 evaluations are carried over (abandoned): it failed 1 times");
    home.nightly();

    assertThat(home.rows(RESULTS)).containsExactly(id(3) + "|1");
    Homes.assertNothingIsLeft(home.root());
    assertThat(home.run("backfill").exitCode()).isZero();
    assertThat(home.rows(RESULTS)).containsExactly(id(1) + "|1", id(2) + "|1", id(3) + "|1");
  }

  @Test
  void filesThatARunCannotTakeInAreLeftToItAndNewOnesAreTakenIn() throws IOException {
    TestHome home = home();
    home.deliver("a.jsonl", line(1), "{broken");
    Path staging = home.root().resolve("staging");
    Files.createDirectories(home.root());
    Files.createFile(staging);
    assertThat(home.run("nightly").exitCode()).isEqualTo(1);
    Run failing = unfinished(home).get(0);
    Files.delete(staging);
    Files.createDirectories(staging.resolve(failing.id()));
    Files.createFile(staging.resolve(failing.id()).resolve("decisions"));
    assertThat(home.run("nightly").exitCode()).as("it comes further").isEqualTo(1);
    assertThat(home.run("nightly").exitCode()).isEqualTo(1);

    home.deliver("b.jsonl", line(2));
    CommandRun last = home.run("nightly");

    assertThat(last.exitCode()).as(last.errors()).isEqualTo(3);
    assertThat(last.errors())
        .contains("1 files are left to run " + failing.id())
        .contains("it failed 3 times at step 'ingest'");
    assertThat(home.rows(RESULTS)).containsExactly(id(2) + "|1");

    assertThat(home.run("runs resume", failing.id()).exitCode()).isZero();
    home.nightly();

    assertThat(home.rows(RESULTS)).containsExactly(id(1) + "|1", id(2) + "|1");
    assertThat(home.rows("SELECT reason FROM quarantine")).containsExactly("broken_json");
    assertThat(home.number("SELECT count(*) FROM archive_file")).isEqualTo(2);
    Homes.assertNothingIsLeft(home.root());
  }

  @Test
  void aRunWhoseProcessDiesAgainAndAgainIsSetAsideUnlessItComesFurther() {
    TestHome home = home();
    home.deliver("a.jsonl", line(1));
    assertThatThrownBy(() -> fails(home)).isInstanceOf(RunFailed.class);
    String failing = unfinished(home).get(0).id();
    dies(home, "UPDATE run SET failed_tries = 2, try_began_at = 'less than there is now'");

    assertThatThrownBy(() -> fails(home)).isInstanceOf(RunFailed.class);
    assertThat(unfinished(home).get(0).failure().orElseThrow().tries()).isEqualTo(2);

    dies(home, "UPDATE run SET failed_tries = 2");
    CommandRun next = home.run("nightly");

    assertThat(next.exitCode()).as(next.errors()).isEqualTo(3);
    assertThat(next.errors())
        .contains("Run %s is set aside: it failed 3 times".formatted(failing))
        .contains("its process ended there");
  }

  /** What the database holds when the process was killed in the middle of the step. */
  private static void dies(TestHome home, String more) {
    Homes.execute(
        home.root(),
        more,
        "UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL",
        "UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL"
            + " WHERE STEP_NAME = 'evaluate'");
  }

  @Test
  void batchesOfARunThatIsAbandonedCountAsSpentAndKeepNobodyWaiting() {
    try (LocalJudge judge = new LocalJudge()) {
      TestHome home = JudgedHome.in(folder);
      JudgedHome.settings(home, judge, "lane: batch");
      judge.batches().hold(true);
      home.nightly("--no-wait");
      String waiting = unfinished(home).get(0).id();

      assertThat(home.run("runs abandon", waiting).exitCode()).isZero();
      home.nightly();

      assertThat(
              home.rows(
                  "SELECT judge_calls, incomplete_code FROM evaluation_run WHERE id = '%s'"
                      .formatted(waiting)))
          .containsExactly("12|abandoned");
      Homes.assertNothingIsLeft(home.root());
      JudgedHome.settings(home, judge, "lane: direct");
      assertThat(home.run("backfill").exitCode()).isZero();
      assertThat(judge.takeRequests()).isEqualTo(JudgedHome.CONVERSATIONS);
      assertThat(home.number("SELECT count(*) FROM current_result"))
          .isEqualTo(JudgedHome.CONVERSATIONS * JudgedHome.METRICS);
    }
  }

  private TestHome home() {
    TestHome home = new TestHome(folder);
    home.metrics(GREETED);
    assertThat(home.run("metrics apply", home.metricFile().toString()).exitCode()).isZero();
    return home;
  }

  private static String line(int number) {
    return TestConversation.of(number).user("Hi").line();
  }

  private static String id(int number) {
    return TestConversation.id(number);
  }

  private static List<Run> unfinished(TestHome home) {
    try (JobContext context = home.open()) {
      return context.runs().unfinished();
    }
  }

  /** A night of which each evaluation breaks its run. */
  private List<RunReport> fails(TestHome home) {
    Settings settings = SettingsFile.read(folder.resolve("assay.yaml"), folder);
    try (JobContext context =
        JobContext.open(
            new Home(home.root()), settings, FaultyEvaluators.after(0, Evaluators.of(List.of())))) {
      RunInputs inputs =
          new RunInputs(
              List.of(home.archives().toString()), Optional.empty(), settings.maxAttempts(), 1000);
      return new Runner(context, RunProgress.SILENT).run("nightly", settings.org(), inputs);
    }
  }
}
