package dev.assay.jobs.cli;

import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.home.JudgeSection;
import dev.assay.home.Settings;
import dev.assay.home.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What decides a night's work beside its archives. */
final class NightOptions {

  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      description =
          "YAML file or folder of metrics to apply first. Default: 'metrics' of the settings")
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

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      description =
          "How judges are asked, instead of 'judge.lane' of the settings: direct, or batch, which"
              + " costs half and may take a day")
  @Nullable Lane lane;

  @Option(
      names = "--sample",
      paramLabel = "RATE",
      description =
          "The share of conversations to evaluate, above 0, up to 1. The same ones in every run and"
              + " for every metric, and a higher rate has those of a lower one. A metric with a"
              + " lower sampling_rate keeps to that. Default: 1")
  @Nullable Double sample;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /** The metric files, or null for none. */
  @Nullable Path metricFiles(Settings settings) {
    return metrics == null ? settings.metrics() : metrics;
  }

  /** Days of ingested history that a new metric version takes in; empty for all. */
  Optional<Double> catchUpDays(Settings settings) {
    String text = catchUp;
    if (text == null) {
      return settings.catchUpDays();
    }
    try {
      return SettingsFile.days(text);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  /** The share of conversations to evaluate. */
  double samplingRate() {
    Double rate = sample;
    if (rate != null && !(rate > 0 && rate <= 1)) {
      throw wrong(
          new IllegalArgumentException(
              "Invalid --sample %s: give a number above 0, up to 1".formatted(rate)));
    }
    return rate == null ? 1 : rate;
  }

  /** The settings with this budget. */
  Settings withBudget(Settings settings) {
    JudgeSection judge = settings.judge();
    if (budget.isEmpty() || judge == null) {
      return settings;
    }
    try {
      return settings.withJudge(judge.withBudget(budget));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  /** The settings with this lane. */
  Settings withLane(Settings settings) {
    JudgeSection judge = settings.judge();
    return judge == null || lane == null ? settings : settings.withJudge(judge.withLane(lane));
  }

  private ParameterException wrong(IllegalArgumentException cause) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(), cause.getMessage(), cause);
  }
}
