package dev.assay.cli.run;

import dev.assay.catalog.AppliedMetric;
import dev.assay.catalog.file.ApplyReport;
import dev.assay.cli.metric.MetricApplication;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.JudgingOptions;
import dev.assay.cli.option.RoutingOption;
import dev.assay.insight.report.RunReport;
import dev.assay.installation.Settings;
import dev.assay.installation.run.RunInputs;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.Runner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay nightly}. */
@Command(
    name = "nightly",
    description = {
      "Takes in what is new in the archives and evaluates it.",
      "",
      "Each finished conversation is evaluated against the newest version of each metric that is"
          + " applied to its service. What was done before is not done again, and a run that was"
          + " stopped or killed is gone on with first. Without --archive and --metrics those of the"
          + " settings are used, at first data-samples and conf/metrics."
    },
    mixinStandardHelpOptions = true)
public final class NightlyCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @Option(
      names = "--archive",
      paramLabel = "PATH",
      description = "File, folder, glob or Delta table (delta:FOLDER) to take in; repeatable")
  List<String> archives = List.of();

  @Mixin RoutingOption routing = new RoutingOption();

  @Mixin NightOptions night = new NightOptions();

  @Mixin JudgingOptions judging = new JudgingOptions();

  @Override
  public Integer call() {
    Settings settings = judging.of(home.settings());
    String org = home.org(settings);
    RunInputs inputs =
        new RunInputs(
                archives.isEmpty() ? settings.archives() : archives,
                night.catchUpDays(settings),
                settings.maxAttempts(),
                settings.waveConversations())
            .sampling(judging.samplingRate())
            .routing(routing.orgs());
    Path metricFiles = night.metricFiles(settings);
    try (TerminalProgress progress = new TerminalProgress();
        JobContext context = home.open(settings)) {
      if (metricFiles != null) {
        tell(progress, new MetricApplication(context).apply(metricFiles, org));
      }
      Runner runner = new Runner(context, progress);
      List<RunReport> reports = runner.run("nightly", org, inputs);
      progress.close();
      return RunEnd.tell(context, runner, org, reports, judging.waits());
    }
  }

  static void tell(TerminalProgress progress, ApplyReport report) {
    progress.note(
        "Metrics: %d new, %d with a new version, %d updated, %d unchanged"
            .formatted(
                report.count(AppliedMetric.Outcome.CREATED),
                report.count(AppliedMetric.Outcome.NEW_VERSION),
                report.count(AppliedMetric.Outcome.UPDATED),
                report.count(AppliedMetric.Outcome.UNCHANGED)));
  }
}
