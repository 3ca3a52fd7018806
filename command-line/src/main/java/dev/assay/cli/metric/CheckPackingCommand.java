package dev.assay.cli.metric;

import dev.assay.catalog.Metric;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.cli.option.UserError;
import dev.assay.evaluators.judge.Agreement;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.Settings;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.jobs.forecast.JudgeForecast;
import dev.assay.jobs.forecast.PackingCheck;
import dev.assay.jobs.nightly.JobContext;
import dev.assay.jobs.nightly.PackingReview;
import dev.assay.ledger.store.RunSpend;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay judge check-packing}. */
@Command(
    name = "check-packing",
    description = {
      "Judges some conversations with metrics sharing requests and with requests of their own, and"
          + " compares the answers.",
      "",
      "The conversations are the first of every sample, the same ones each time. Answers that the"
          + " ledger has are not asked for again, and those that are paid for here are there for"
          + " runs. A metric whose answers agree less often than the threshold is judged alone from"
          + " the next run on, until a later check finds otherwise; results that it has stay. Says"
          + " first what it will cost, and asks only with --yes or --budget."
    },
    mixinStandardHelpOptions = true)
final class CheckPackingCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  private static final List<String> COLUMNS =
      List.of(
          "metric",
          "version",
          "not_packed",
          "pairs",
          "agreed",
          "agreement",
          "agreement_from",
          "agreement_to",
          "mean_difference",
          "verdict");

  @Mixin HomeOptions home = new HomeOptions();

  @Option(
      names = "--conversations",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many conversations, at most. Default: ${DEFAULT-VALUE}")
  int conversations = 100;

  @Option(
      names = "--metrics",
      paramLabel = "METRIC",
      split = ",",
      description = "Names or ids of the metrics to compare. Default: all that share requests")
  List<String> names = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "RATE",
      description =
          "The lowest rate of agreement, 0 to 1. Default: 'judge.packing_agreement' of the settings,"
              + " 0.9")
  @Nullable Double threshold;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "How far two numbers may lie apart and still agree, as a share of the metric's range."
              + " Default: ${DEFAULT-VALUE}")
  double tolerance = 0.05;

  @Option(
      names = "--budget",
      paramLabel = "CAP=NUMBER",
      split = ",",
      description =
          "What it may spend, instead of 'judge.budget' of the settings: calls=N, tokens=N, cost=N")
  Map<String, BigDecimal> budget = Map.of();

  @Option(names = "--yes", description = "Ask the judge, whatever it costs within the budget")
  boolean yes;

  @Mixin TableFormatOption format = new TableFormatOption();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = home.settings();
    String org = home.org(settings);
    JudgeSection judge = judge(settings);
    double least = threshold == null ? judge.packingAgreement() : threshold;
    between("--threshold", least);
    between("--tolerance", tolerance);
    if (conversations < 1) {
      throw wrong("Invalid --conversations %d: give at least 1".formatted(conversations));
    }
    try (JobContext context = home.open(settings)) {
      List<PlannedMetric> metrics = PackingReview.packable(context, org);
      Set<String> checked = checked(context, org, metrics);
      PackingReview review =
          new PackingReview(context, org, judge, metrics, checked, conversations);
      JudgeForecast forecast = review.forecast();
      say(forecast);
      if (forecast.requests() > 0 && !yes && budget.isEmpty()) {
        System.err.println("Nobody was asked; repeat it with --yes, or with a --budget");
        return 2;
      }
      return tell(review.run(least, tolerance));
    }
  }

  private int tell(PackingReview.Outcome outcome) throws IOException {
    format.write(
        new SqlAnswer(
            COLUMNS, outcome.decisions().stream().map(CheckPackingCommand::row).iterator()));
    RunSpend spend = outcome.spend();
    System.err.printf(
        Locale.ROOT,
        "%,d judge calls, %.6f of cost; the table judgement has them as run %s%n",
        spend.spend().calls(),
        spend.spend().usage().costNanos() / NANOS,
        outcome.runId());
    if (spend.refusalCode() != null) {
      System.err.println(
          "Not all was judged: %s; the same command goes on".formatted(spend.refusalMessage()));
      return 1;
    }
    return 0;
  }

  private Set<String> checked(JobContext context, String org, List<PlannedMetric> metrics) {
    Set<String> packable =
        metrics.stream().map(PlannedMetric::metricId).collect(Collectors.toSet());
    if (packable.isEmpty()) {
      throw new UserError(
          "Cannot check packing: no metric of organization %s shares requests.".formatted(org));
    }
    if (names.isEmpty()) {
      return packable;
    }
    return names.stream()
        .map(
            name -> {
              Metric metric = MetricsCommand.named(context, org, name);
              if (!packable.contains(metric.id())) {
                throw new UserError(
                    "Cannot check packing of '%s': it has requests of its own, or needs no judge."
                        .formatted(metric.name()));
              }
              return metric.id();
            })
        .collect(Collectors.toSet());
  }

  private static void say(JudgeForecast forecast) {
    JudgeForecast.Line total = forecast.total();
    System.err.printf(
        Locale.ROOT,
        "%,d answers are known; %,d calls are to be made at most, about %,d tokens read and %,d written, a"
            + " cost of about %.6f (%.6f to %.6f)%n",
        total.reused(),
        forecast.requests(),
        total.inputTokens(),
        total.outputTokens().expected(),
        total.costNanos().expected() / NANOS,
        total.costNanos().lowest() / NANOS,
        total.costNanos().highest() / NANOS);
  }

  private static List<@Nullable Object> row(PackingReview.Decision decision) {
    PackingCheck.Finding finding = decision.finding();
    Agreement agreement = finding.agreement();
    boolean known = agreement.isKnown();
    Double difference = finding.meanDifference();
    return Arrays.asList(
        finding.metric().name(),
        finding.metric().version(),
        finding.notPacked(),
        agreement.pairs(),
        agreement.agreed(),
        known ? rounded(agreement.rate()) : null,
        known ? rounded(agreement.lower()) : null,
        known ? rounded(agreement.upper()) : null,
        difference == null ? null : rounded(difference),
        said(decision.verdict()));
  }

  private static String said(PackingReview.Verdict verdict) {
    return switch (verdict) {
      case PACKED -> "packed";
      case ALONE -> "alone";
      case TOO_FEW -> "too few answers";
    };
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private JudgeSection judge(Settings settings) {
    JudgeSection judge = settings.judge();
    if (judge == null) {
      throw new UserError(
          "Cannot check packing: no judge is configured; give the settings a section judge.");
    }
    try {
      return budget.isEmpty() ? judge : judge.withBudget(budget);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void between(String option, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw wrong("Invalid %s %s: give a number from 0 to 1".formatted(option, share));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
