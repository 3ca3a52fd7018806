package dev.assay.jobs.cli;

import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.judge.Agreement;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.LedgerFold;
import dev.assay.installation.Settings;
import dev.assay.jobs.evaluate.JudgeForecast;
import dev.assay.jobs.evaluate.PackedRequests;
import dev.assay.jobs.evaluate.PackingCheck;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.jobs.plan.CatchUpWindow;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.jobs.run.PackingVerdicts;
import dev.assay.jobs.run.PlannedMetric;
import dev.assay.jobs.run.RunStore;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.store.RunSpend;
import dev.assay.results.query.StoredConversation;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private static final int FEWEST_PAIRS = 10;
  private static final double NANOS = 1e9;
  private static final String PACKED = "packed";
  private static final String ALONE = "alone";
  private static final String TOO_FEW = "too few answers";

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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

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
    try (Workbench bench = home.open(settings)) {
      List<PlannedMetric> metrics = packable(bench, org);
      Set<String> checked = checked(bench, org, metrics);
      PackingCheck check =
          new PackingCheck(
              judge.settings(),
              org,
              metrics,
              checked,
              StoredConversation.first(bench.warehouse(), org, conversations));
      JudgeForecast forecast = check.forecast(bench.warehouse(), bench::knownAnswers);
      say(forecast);
      if (forecast.requests() > 0 && !yes && budget.isEmpty()) {
        System.err.println("Nobody was asked; repeat it with --yes, or with a --budget");
        return 2;
      }
      return run(bench, org, judge, check, least);
    }
  }

  private int run(Workbench bench, String org, JudgeSection judge, PackingCheck check, double least)
      throws IOException, InterruptedException {
    String runId = RunStore.newId();
    List<PackingCheck.Finding> findings;
    try (LedgerFold fold = new LedgerFold(bench.warehouse(), bench.ledger(), runId)) {
      try (RunLedger ledger = bench.ledger().open(runId, null, judge.budget(), judge.pace())) {
        findings = check.run(ledger, new PackedRequests(bench.warehouse(), org, fold), tolerance);
      } finally {
        fold.commit();
      }
    }
    bench.ledger().complete(runId);
    for (PackingCheck.Finding finding : findings) {
      if (!verdict(finding, least).equals(TOO_FEW)) {
        bench.packing().save(kept(finding, judge, least));
      }
    }
    format.write(
        new SqlAnswer(COLUMNS, findings.stream().map(f -> row(f, least)).iterator()), System.out);
    RunSpend spend = bench.ledger().spend(runId);
    System.err.printf(
        Locale.ROOT,
        "%,d judge calls, %.6f of cost; the table judgement has them as run %s%n",
        spend.spend().calls(),
        spend.spend().usage().costNanos() / NANOS,
        runId);
    if (spend.refusalCode() != null) {
      System.err.println(
          "Not all was judged: %s; the same command goes on".formatted(spend.refusalMessage()));
      return 1;
    }
    return 0;
  }

  /** The metrics that a run may pack, in its order, as if no check had found anything. */
  private static List<PlannedMetric> packable(Workbench bench, String org) {
    return new MetricSelection(
            bench.leases(),
            Set.of(),
            bench.evaluators(),
            new CatchUpWindow(bench.warehouse(), org, null))
            .select(
                MetricSelection.Wanted.newest(bench.metrics().list(org)), 1, key -> Optional.of(0L))
            .metrics()
            .stream()
            .filter(
                metric ->
                    metric.has(Capability.PACKS)
                        && Packing.of(CatalogJson.readEvaluator(metric.evaluatorJson()))
                            == Packing.PACKED)
            .toList();
  }

  private Set<String> checked(Workbench bench, String org, List<PlannedMetric> metrics) {
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
              Metric metric = MetricsCommand.named(bench, org, name);
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

  private static String verdict(PackingCheck.Finding finding, double least) {
    Agreement agreement = finding.agreement();
    if (agreement.pairs() < FEWEST_PAIRS) {
      return TOO_FEW;
    }
    return agreement.rate() < least ? ALONE : PACKED;
  }

  private static PackingVerdicts.Verdict kept(
      PackingCheck.Finding finding, JudgeSection judge, double least) {
    PlannedMetric metric = finding.metric();
    Object own = CatalogJson.readEvaluator(metric.evaluatorJson()).settings().get("model");
    return new PackingVerdicts.Verdict(
        metric.metricId(),
        metric.version(),
        own instanceof String model ? model : judge.settings().model(),
        verdict(finding, least).equals(ALONE),
        finding.agreement().agreed(),
        finding.agreement().pairs(),
        least,
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static List<@Nullable Object> row(PackingCheck.Finding finding, double least) {
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
        verdict(finding, least));
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
