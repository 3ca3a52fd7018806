package dev.assay.cli.run;

import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.RoutingOption;
import dev.assay.cli.option.StandardOutput;
import dev.assay.insight.report.ReportText;
import dev.assay.installation.Settings;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.Runner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay ingest}. */
@Command(
    name = "ingest",
    description = {
      "Takes archives in without evaluating them; the next nightly run does that.",
      "",
      "Archives are .jsonl, .ndjson, .json and .csv files, also .gz and .zst, .parquet files and"
          + " Delta tables (delta:FOLDER), whose shapes are recognised by their content; assay archive inspect tells how. Files"
          + " taken in before are skipped; what cannot be read goes to the table quarantine."
          + " Exit code 3: a path is missing, a mapping of the"
          + " settings matched no record, or a whole file gave nothing."
    },
    mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs")
  List<String> archives = List.of();

  @Mixin RoutingOption routing = new RoutingOption();

  @Override
  public Integer call() {
    Settings settings = home.settings();
    RunInputs inputs =
        new RunInputs(
                archives,
                settings.catchUpDays(),
                settings.maxAttempts(),
                settings.waveConversations())
            .routing(routing.orgs());
    try (TerminalProgress progress = new TerminalProgress();
        JobContext context = home.open(settings)) {
      var reports = new Runner(context, progress).run("ingest", home.org(settings), inputs);
      progress.close();
      reports.forEach(
          report -> System.out.println(ReportText.of(report, StandardOutput.isTerminal())));
      return RunEnd.tellWhatNeedsAPerson(context, home.org(settings), reports);
    }
  }
}
