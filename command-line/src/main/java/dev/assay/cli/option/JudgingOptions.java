package dev.assay.cli.option;

import dev.assay.evaluators.judge.batch.Lane;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.Settings;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which share of the conversations a run evaluates, and how judges are asked. */
public final class JudgingOptions {

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

  @Option(
      names = "--no-wait",
      description =
          "Do not wait for batches: look once, and end. The next command goes on with the run")
  boolean noWait;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /** The share of conversations to evaluate. */
  public double samplingRate() {
    Double rate = sample;
    if (rate != null && !(rate > 0 && rate <= 1)) {
      throw wrong(
          new IllegalArgumentException(
              "Invalid --sample %s: give a number above 0, up to 1".formatted(rate)));
    }
    return rate == null ? 1 : rate;
  }

  /** The settings with this budget, lane and patience. */
  public Settings of(Settings settings) {
    return withPatience(withLane(withBudget(settings)));
  }

  /** Whether batches are waited for. */
  public boolean waits() {
    return !noWait;
  }

  private Settings withPatience(Settings settings) {
    JudgeSection judge = settings.judge();
    return judge == null || !noWait ? settings : settings.withJudge(judge.withoutWaiting());
  }

  private Settings withBudget(Settings settings) {
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

  private Settings withLane(Settings settings) {
    JudgeSection judge = settings.judge();
    return judge == null || lane == null ? settings : settings.withJudge(judge.withLane(lane));
  }

  private ParameterException wrong(IllegalArgumentException cause) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(), cause.getMessage(), cause);
  }
}
