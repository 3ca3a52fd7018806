package dev.assay.cli.run;

import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.JudgingOptions;
import dev.assay.insight.report.RunReport;
import dev.assay.insight.sql.TableFormat;
import dev.assay.installation.Settings;
import dev.assay.installation.run.Backfill;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunPreview;
import dev.assay.jobs.nightly.Runner;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay backfill}. */
@Command(
    name = "backfill",
    description = {
      "Evaluates a part of history against chosen metric versions.",
      "",
      "Evaluated is each conversation of that part that has no current result of its content and"
          + " the metric version yet, so the same command once more does only what is left, and"
          + " what failed. A backfill that was stopped or killed is gone on with by the same"
          + " command. It moves nothing of what nightly runs have before them, and may run beside"
          + " them: a metric version belongs to one run at a time, and is left alone, and named,"
          + " while another one has it. No archive is taken in."
    },
    mixinStandardHelpOptions = true)
public final class BackfillCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @Mixin HistoryOptions history = new HistoryOptions();

  @Mixin JudgingOptions judging = new JudgingOptions();

  @Option(
      names = "--dry-run",
      description = "Show what would be evaluated and what it would cost, and change nothing")
  boolean dryRun;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "Of --dry-run: table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

  @Override
  public Integer call() throws IOException {
    Settings settings = judging.of(home.settings());
    String org = home.org(settings);
    try (TerminalProgress progress = new TerminalProgress();
        JobContext context = home.open(settings)) {
      Backfill part = history.of(context, org);
      if (dryRun) {
        RunPreview preview = RunPreview.of(context, org, part, judging.samplingRate());
        new PlanAnswer(preview, settings.judge()).print(format);
        return 0;
      }
      RunInputs inputs =
          new RunInputs(
                  List.of(), Optional.empty(), settings.maxAttempts(), settings.waveConversations())
              .sampling(judging.samplingRate())
              .backfilling(part);
      Runner runner = new Runner(context, progress);
      List<RunReport> reports = runner.run("backfill", org, inputs);
      progress.close();
      return RunEnd.tell(context, runner, org, reports, judging.waits());
    }
  }
}
