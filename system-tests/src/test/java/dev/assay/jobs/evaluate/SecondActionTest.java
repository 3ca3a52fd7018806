package dev.assay.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.SettingsFile;
import dev.assay.installation.run.PlanInputs;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.remote.RunLedgers;
import dev.assay.tests.judge.JudgedHome;
import dev.assay.tests.judge.LocalJudge;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark evaluates what a wave's tasks have written once more for each action on it. */
class SecondActionTest {

  private static final String RUN = "second-action";
  private static final int CELLS = JudgedHome.CONVERSATIONS * JudgedHome.METRICS;

  @TempDir Path folder = Path.of("");

  @Test
  void aSecondActionOnAWaveAsksTheJudgeNothing() {
    try (LocalJudge judge = new LocalJudge()) {
      TestHome home = JudgedHome.in(folder);
      JudgedHome.settings(home, judge, "max_in_flight: 4");
      home.nightly("--budget", "calls=0");
      String night = home.rows("SELECT id FROM evaluation_run WHERE kind = 'nightly'").get(0);
      JudgeSection section =
          Objects.requireNonNull(SettingsFile.read(folder.resolve("assay.yaml"), folder).judge());
      try (JobContext context = home.open();
          RunLedger ledger = context.ledger().open(RUN, null, section.budget(), section.pace());
          RunLedgers.Published published = RunLedgers.publish(RUN, ledger)) {
        long[] evaluated = new long[1];
        List<TaskOutput> first = written(context, night, section, evaluated);
        assertThat(evaluated).containsExactly(CELLS);
        assertThat(judge.takeRequests()).isEqualTo(JudgedHome.CONVERSATIONS);

        assertThat(written(context, night, section, evaluated)).hasSameSizeAs(first);
        assertThat(evaluated).containsExactly(CELLS);
        assertThat(judge.takeRequests()).isZero();
      }
    }
  }

  /** The one wave that the night has planned, evaluated for another run. */
  private static List<TaskOutput> written(
      JobContext context, String night, JudgeSection section, long[] evaluated) {
    PlanInputs inputs = context.runs().get(night).planInputs().orElseThrow();
    PlannedWaves planned = new PlannedWaves(context.warehouse(), night);
    return new WaveEvaluation(
            context.warehouse(),
            context::tasks,
            Evaluators.of(List.of(section.settings())).forRun(RUN),
            () -> {},
            WaveListener.NONE)
        .evaluated(RUN, inputs, planned, planned.all().get(0), done -> evaluated[0] = done);
  }
}
