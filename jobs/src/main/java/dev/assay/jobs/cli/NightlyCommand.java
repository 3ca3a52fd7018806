package dev.assay.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.assay.catalog.AppliedMetric;
import dev.assay.catalog.ApplyReport;
import dev.assay.home.JudgeSection;
import dev.assay.home.Settings;
import dev.assay.home.SettingsFile;
import dev.assay.jobs.nightly.Runner;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.report.ReportText;
import dev.assay.jobs.report.RunReport;
import dev.assay.jobs.run.RunInputs;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class NightlyCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @Option(
      names = "--archive",
      paramLabel = "PATH",
      description = "File, folder or glob to take in; repeatable")
  List<String> archives = List.of();

  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      description = "YAML file or folder of metrics to apply first")
  @Nullable Path metrics;

  @Option(
      names = "--catch-up",
      paramLabel = "DAYS",
      description =
          "How far back a new metric or version goes: conversations ingested in the last days, such"
              + " as 7d, or all. Default: 'catch_up' of the settings, 7d")
  @Nullable String catchUp;

  @Option(
      names = "--budget",
      paramLabel = "CAP=NUMBER",
      split = ",",
      description =
          "What this run may spend on judges, instead of 'judge.budget' of the settings: calls=N,"
              + " tokens=N, cost=N; several parted by commas")
  Map<String, BigDecimal> budget = Map.of();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = withBudget(home.settings());
    String org = home.org(settings);
    RunInputs inputs =
        new RunInputs(
            archives.isEmpty() ? settings.archives() : archives,
            catchUpDays(settings),
            settings.maxAttempts(),
            settings.waveConversations());
    Path metricFiles = metrics == null ? settings.metrics() : metrics;
    try (TerminalProgress progress = new TerminalProgress();
        Workbench bench = home.open(settings)) {
      if (metricFiles != null) {
        tell(progress, new MetricApplication(bench).apply(metricFiles, org));
      }
      List<RunReport> reports =
          new Runner(bench, progress).run("nightly", org, digest(settings, inputs), inputs);
      progress.close();
      for (RunReport report : reports) {
        System.out.println(ReportText.of(report));
        System.out.println(
            "Page: " + bench.home().reports().resolve("run-" + report.runId() + ".html"));
      }
      System.out.println("Ask:  ./assay sql \"SELECT * FROM current_result LIMIT 5\"");
      return reports.stream().anyMatch(NightlyCommand::isJudgeDown) ? 1 : 0;
    }
  }

  /** A budget that ended is as it was wanted; a judge that is down is not. */
  private static boolean isJudgeDown(RunReport report) {
    RunReport.Judging judging = report.judging();
    return report.status() == RunReport.Status.INCOMPLETE
        && judging != null
        && !"budget_ended".equals(judging.incompleteCode());
  }

  private Settings withBudget(Settings settings) {
    JudgeSection judge = settings.judge();
    if (budget.isEmpty() || judge == null) {
      return settings;
    }
    try {
      return settings.withJudge(judge.withBudget(budget));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
  }

  private Optional<Double> catchUpDays(Settings settings) {
    String text = catchUp;
    if (text == null) {
      return settings.catchUpDays();
    }
    try {
      return SettingsFile.days(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
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

  /** Of what decides a run besides the data, so that runs of one configuration can be told. */
  static String digest(Settings settings, RunInputs inputs) {
    try {
      String text =
          new ObjectMapper()
              .registerModule(new Jdk8Module())
              .writeValueAsString(List.of(settings.org(), settings.spark(), inputs));
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
