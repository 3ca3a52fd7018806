package dev.assay.cli.run;

import dev.assay.cli.metric.MetricApplication;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.JudgingOptions;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.installation.Settings;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.RunPreview;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay plan}. */
@Command(
    name = "plan",
    description = {
      "Shows what a nightly run with the same options would do and cost now, and changes nothing.",
      "",
      "Counts conversations that were taken in; archives that were not are not looked at (./assay"
          + " ingest takes them in). Metric files count as if they were applied. Of the judge it"
          + " shows, for each metric: answers that are reused because they were paid for before,"
          + " and calls that ask for it. A call asks for several metrics, so the total has fewer;"
          + " repetitions of failed calls are not foreseen. Tokens that are read are counted;"
          + " those that are written, and with them the cost, have an interval of 95 %% from"
          + " earlier answers to the metric, or where there are fewer than ten, reach from nothing"
          + " to the most that is allowed. Code metrics cost nothing but time."
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @Mixin NightOptions night = new NightOptions();

  @Mixin JudgingOptions judging = new JudgingOptions();

  @Mixin TableFormatOption format = new TableFormatOption();

  @Override
  public Integer call() throws IOException {
    Settings settings = judging.of(home.settings());
    String org = home.org(settings);
    Path metricFiles = night.metricFiles(settings);
    try (JobContext context = home.open(settings)) {
      RunPreview preview =
          RunPreview.of(
              context,
              org,
              metricFiles == null
                  ? context.metrics().list(org)
                  : new MetricApplication(context).preview(metricFiles, org),
              night.catchUpDays(settings),
              judging.samplingRate());
      new PlanAnswer(preview, settings.judge()).print(format.format);
      return 0;
    }
  }
}
