package dev.assay.insight.compare;

import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.results.commit.Warehouse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares two versions of a metric by their results. */
public final class VersionComparison {
  private static final int FEW = 30;

  private final VersionPairs pairs;
  private final Metric metric;
  private final Options options;

  /**
   * What to look at.
   *
   * @param sample the share of conversations, above 0, up to 1
   * @param serviceId only this service, or null
   * @param ordered whether categories have an order, that of the definition
   * @param examples how many changed conversations to show
   */
  public record Options(double sample, @Nullable String serviceId, boolean ordered, int examples) {}

  public VersionComparison(
      Warehouse warehouse,
      Metric metric,
      MetricVersion before,
      MetricVersion after,
      Options options) {
    this.metric = metric;
    this.options = options;
    this.pairs =
        new VersionPairs(
            warehouse, metric.orgId(), before, after, options.serviceId(), options.sample());
  }

  /** Reads the results and compares them. */
  public Comparison make() {
    VersionPairs.Evaluator ofBefore = pairs.evaluator(pairs.before());
    VersionPairs.Evaluator ofAfter = pairs.evaluator(pairs.after());
    Gathered gathered = new Gathered();
    List<Comparison.Example> examples = List.of();
    if (ofBefore != null && ofAfter != null) {
      pairs.read(ofBefore, ofAfter, gathered);
      examples = pairs.examples(ofBefore, ofAfter, options.examples());
    }
    Comparison.LeftOut leftOut =
        new Comparison.LeftOut(
            gathered.onlyBefore,
            gathered.onlyAfter,
            gathered.otherText,
            others(ofBefore) + others(ofAfter));
    Comparison.Group overall = gathered.all.group();
    return new Comparison(
        metric.id(),
        metric.name(),
        pairs.after().value().type(),
        side(pairs.before(), ofBefore),
        side(pairs.after(), ofAfter),
        options.sample(),
        leftOut,
        overall,
        gathered.services(),
        examples,
        backfill(),
        warnings(ofBefore, ofAfter, overall, leftOut));
  }

  private static long others(VersionPairs.@Nullable Evaluator evaluator) {
    return evaluator == null ? 0 : evaluator.others();
  }

  private static Comparison.Side side(
      MetricVersion version, VersionPairs.@Nullable Evaluator evaluator) {
    return new Comparison.Side(
        version.version(),
        version.description(),
        version.evaluator().type(),
        evaluator == null ? null : evaluator.fingerprint());
  }

  /** Sorts conversations into pairs and what is left out. */
  private final class Gathered implements VersionPairs.Taker {
    private final PairTally all = tally();
    private final Map<Optional<String>, PairTally> byService = new LinkedHashMap<>();
    private long onlyBefore;
    private long onlyAfter;
    private long otherText;

    @Override
    public void take(
        @Nullable String serviceId,
        @Nullable String hashBefore,
        @Nullable Object before,
        @Nullable String hashAfter,
        @Nullable Object after) {
      if (hashBefore == null) {
        onlyAfter++;
      } else if (hashAfter == null) {
        onlyBefore++;
      } else if (!hashBefore.equals(hashAfter)) {
        otherText++;
      } else {
        all.add(before, after);
        byService.computeIfAbsent(Optional.ofNullable(serviceId), s -> tally()).add(before, after);
      }
    }

    /** The largest first. */
    private List<Comparison.ServiceGroup> services() {
      List<Comparison.ServiceGroup> groups = new ArrayList<>();
      byService.forEach(
          (service, tally) ->
              groups.add(new Comparison.ServiceGroup(service.orElse(null), tally.group())));
      groups.sort(
          java.util.Comparator.<Comparison.ServiceGroup>comparingLong(g -> -g.group().pairs())
              .thenComparing(g -> g.serviceId() == null ? "" : g.serviceId()));
      return groups;
    }

    private PairTally tally() {
      return new PairTally(pairs.before().value(), pairs.after().value(), options.ordered());
    }
  }

  private Comparison.Backfill backfill() {
    long left = pairs.left(metric.appliedToServices());
    VersionPairs.Costs costs = pairs.costs();
    if (costs.results() == 0) {
      boolean free =
          EvaluatorTypes.find(pairs.after().evaluator().type())
              .filter(factory -> !factory.capabilities().contains(Capability.PAID))
              .isPresent();
      return new Comparison.Backfill(left, free ? new Estimate(0, 0, 0) : Estimate.UNKNOWN, 0);
    }
    // The mean is itself uncertain, as is what the others vary by.
    double half =
        Estimate.Z * Math.sqrt(costs.variance() * (left + (double) left * left / costs.results()));
    double cost = left * costs.mean();
    return new Comparison.Backfill(
        left, new Estimate(cost, Math.max(0, cost - half), cost + half), costs.results());
  }

  private List<String> warnings(
      VersionPairs.@Nullable Evaluator ofBefore,
      VersionPairs.@Nullable Evaluator ofAfter,
      Comparison.Group overall,
      Comparison.LeftOut leftOut) {
    List<String> warnings = new ArrayList<>();
    List<String> modelsBefore = pairs.models(pairs.before());
    List<String> modelsAfter = pairs.models(pairs.after());
    if (ofBefore == null || ofAfter == null) {
      warnings.add(
          "Version %d has no results here: evaluate it first, with ./assay backfill --metric '%s@%d'."
              .formatted(
                  (ofBefore == null ? pairs.before() : pairs.after()).version(),
                  metric.name(),
                  (ofBefore == null ? pairs.before() : pairs.after()).version()));
    } else if (overall.pairs() < FEW) {
      warnings.add(
          "Only %d conversations have results of both: intervals are wide, and tests see little."
              .formatted(overall.pairs()));
    }
    if (!modelsBefore.equals(modelsAfter)) {
      warnings.add(
          "The versions were judged by different models (%s, then %s): a shift is of both, the"
                  .formatted(named(modelsBefore), named(modelsAfter))
              + " definition and the judge.");
    }
    if (leftOut.otherEvaluator() > 0) {
      warnings.add(
          ("%d results are of another model, other parameters or another prompt than most of their"
                  + " version, and are left out.")
              .formatted(leftOut.otherEvaluator()));
    }
    return warnings;
  }

  private static String named(List<String> models) {
    return models.isEmpty() ? "none" : String.join(", ", models);
  }
}
