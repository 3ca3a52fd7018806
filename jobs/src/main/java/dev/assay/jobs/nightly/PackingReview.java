package dev.assay.jobs.nightly;

import dev.assay.catalog.CatalogJson;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.judge.Agreement;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.LedgerFold;
import dev.assay.installation.run.PackingVerdicts;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.forecast.JudgeForecast;
import dev.assay.jobs.forecast.PackedRequests;
import dev.assay.jobs.forecast.PackingCheck;
import dev.assay.jobs.plan.CatchUpWindow;
import dev.assay.jobs.plan.MetricSelection;
import dev.assay.ledger.RunLedger;
import dev.assay.ledger.store.RunSpend;
import dev.assay.results.query.StoredConversation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides of metrics, by what a check of some conversations finds, whether runs from then on let
 * them share requests.
 */
public final class PackingReview {
  private static final int FEWEST_PAIRS = 10;

  /** How a metric is judged from the next run on. */
  public enum Verdict {
    /** In requests with others. */
    PACKED,
    /** In requests of its own. */
    ALONE,
    /** As before: there are too few answers to tell. */
    TOO_FEW
  }

  /** What was found of a metric, and what follows. */
  public record Decision(PackingCheck.Finding finding, Verdict verdict) {}

  /**
   * What a review found and spent.
   *
   * @param runId under which its calls are kept
   * @param decisions one a checked metric
   * @param spend with the reason when not all was judged
   */
  public record Outcome(String runId, List<Decision> decisions, RunSpend spend) {
    public Outcome {
      decisions = List.copyOf(decisions);
    }
  }

  private final JobContext context;
  private final String orgId;
  private final JudgeSection judge;
  private final PackingCheck check;

  /**
   * A review.
   *
   * @param judge as it is configured
   * @param metrics those that share requests, as {@link #packable} gives them
   * @param checked ids of those to decide of
   * @param conversations how many to judge at most, the same ones each time
   */
  public PackingReview(
      JobContext context,
      String orgId,
      JudgeSection judge,
      List<PlannedMetric> metrics,
      Set<String> checked,
      int conversations) {
    this.context = context;
    this.orgId = orgId;
    this.judge = judge;
    this.check =
        new PackingCheck(
            judge.settings(),
            orgId,
            metrics,
            checked,
            StoredConversation.first(context.warehouse(), orgId, conversations));
  }

  /** The metrics that a run may pack, in its order, as if nothing had been decided yet. */
  public static List<PlannedMetric> packable(JobContext context, String orgId) {
    return new MetricSelection(
            context.leases(),
            Set.of(),
            context.evaluators(),
            new CatchUpWindow(context.warehouse(), orgId, null))
            .select(
                MetricSelection.Wanted.newest(context.metrics().list(orgId)),
                1,
                key -> Optional.of(0L))
            .metrics()
            .stream()
            .filter(
                metric ->
                    metric.has(Capability.PACKS)
                        && Packing.of(CatalogJson.readEvaluator(metric.evaluatorJson()))
                            == Packing.PACKED)
            .toList();
  }

  /** What it will take. */
  public JudgeForecast forecast() {
    return check.forecast(context.warehouse(), context::knownAnswers);
  }

  /**
   * Asks the judge for what the ledger does not know, and keeps what follows.
   *
   * @param threshold the lowest rate of agreement of metrics that share requests, 0 to 1
   * @param tolerance how far two numbers may lie apart and still agree, as a share of the range
   */
  public Outcome run(double threshold, double tolerance) throws InterruptedException {
    String runId = RunStore.newId();
    List<Decision> decisions =
        findings(runId, tolerance).stream()
            .map(finding -> new Decision(finding, verdict(finding.agreement(), threshold)))
            .toList();
    context.ledger().complete(runId);
    decisions.stream()
        .filter(decision -> decision.verdict() != Verdict.TOO_FEW)
        .forEach(decision -> context.packing().save(kept(decision, threshold)));
    return new Outcome(runId, decisions, context.ledger().spend(runId));
  }

  private List<PackingCheck.Finding> findings(String runId, double tolerance)
      throws InterruptedException {
    try (LedgerFold fold = new LedgerFold(context.warehouse(), context.ledger(), runId)) {
      try (RunLedger ledger = context.ledger().open(runId, null, judge.budget(), judge.pace())) {
        return check.run(ledger, new PackedRequests(context.warehouse(), orgId, fold), tolerance);
      } finally {
        fold.commit();
      }
    }
  }

  private static Verdict verdict(Agreement agreement, double threshold) {
    if (agreement.pairs() < FEWEST_PAIRS) {
      return Verdict.TOO_FEW;
    }
    return agreement.rate() < threshold ? Verdict.ALONE : Verdict.PACKED;
  }

  private PackingVerdicts.Verdict kept(Decision decision, double threshold) {
    PlannedMetric metric = decision.finding().metric();
    Agreement agreement = decision.finding().agreement();
    Object own = CatalogJson.readEvaluator(metric.evaluatorJson()).settings().get("model");
    return new PackingVerdicts.Verdict(
        metric.metricId(),
        metric.version(),
        own instanceof String model ? model : judge.settings().model(),
        decision.verdict() == Verdict.ALONE,
        agreement.agreed(),
        agreement.pairs(),
        threshold,
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }
}
