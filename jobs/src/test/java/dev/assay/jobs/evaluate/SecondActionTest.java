package dev.assay.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.installation.JudgeSection;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.TestHome;
import dev.assay.jobs.judge.JudgedHome;
import dev.assay.jobs.judge.LocalJudge;
import dev.assay.jobs.ledger.RunLedgers;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.run.PlanInputs;
import dev.assay.ledger.RunLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.util.LongAccumulator;
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
      try (Workbench bench = home.open();
          RunLedger ledger = bench.ledger().open(RUN, null, section.budget(), section.pace());
          RunLedgers.Published published = RunLedgers.publish(RUN, ledger)) {
        LongAccumulator evaluated = bench.tables().spark().sparkContext().longAccumulator();
        Dataset<byte[]> written = written(bench, night, section, evaluated);

        var first = written.collectAsList();
        assertThat(evaluated.value()).isEqualTo(CELLS);
        assertThat(judge.takeRequests()).isEqualTo(JudgedHome.CONVERSATIONS);

        assertThat(written.collectAsList()).hasSameSizeAs(first);
        assertThat(evaluated.value()).isEqualTo(2 * CELLS);
        assertThat(judge.takeRequests()).isZero();
      }
    }
  }

  /** The one wave that the night has planned, evaluated for another run. */
  private static Dataset<byte[]> written(
      Workbench bench, String night, JudgeSection section, LongAccumulator evaluated) {
    PlanInputs inputs = bench.runs().get(night).planInputs().orElseThrow();
    PlannedWaves.Wave wave = new PlannedWaves(bench.warehouse()).of(night).get(0);
    return new WaveEvaluation(
            bench.warehouse(),
            bench::tables,
            Evaluators.of(List.of(section.settings())).forRun(RUN),
            () -> {},
            WaveBook.NONE)
        .evaluated(bench.tables(), night, inputs, wave, evaluated);
  }
}
