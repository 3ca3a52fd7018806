package dev.assay.jobs.plan;

import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.evaluators.Packing;
import dev.assay.evaluators.Preparation;
import dev.assay.installation.run.LeftOut;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which metric versions a run evaluates, and which it leaves out and why. */
public final class MetricSelection {

  /**
   * The answer.
   *
   * @param metrics in order of their ordinals
   * @param leftOut the others
   */
  public record Selected(List<PlannedMetric> metrics, List<LeftOut> leftOut) {}

  /**
   * A metric version that is to be evaluated.
   *
   * @param metric the metric, for its services and its name
   * @param version one of its versions
   */
  public record Wanted(Metric metric, MetricVersion version) {

    /** The newest versions. */
    public static List<Wanted> newest(List<Metric> metrics) {
      return metrics.stream().map(metric -> new Wanted(metric, metric.latest())).toList();
    }
  }

  /** How a run gets hold of a metric version: a fence, or empty when another run has it. */
  @FunctionalInterface
  public interface Hold {
    Optional<Long> of(MetricLeases.Key key);
  }

  private final MetricLeases leases;
  private final Set<String> alone;
  private final Map<String, Evaluator> evaluators;
  private final CatchUpWindow window;

  /**
   * A selection.
   *
   * @param alone ids of the metrics that a judge is asked alone for, whatever they say themselves
   * @param evaluators of this process, by type
   * @param window what is new to a metric version that was never planned
   */
  public MetricSelection(
      MetricLeases leases,
      Set<String> alone,
      Map<String, Evaluator> evaluators,
      CatchUpWindow window) {
    this.window = window;
    this.alone = Set.copyOf(alone);
    this.leases = leases;
    this.evaluators = Map.copyOf(evaluators);
  }

  /**
   * The metric versions that can be evaluated and that {@code hold} grants.
   *
   * @param wanted those that would be evaluated
   * @param samplingRate of the run; a metric may have a lower one
   */
  public Selected select(List<Wanted> wanted, double samplingRate, Hold hold) {
    List<PlannedMetric> metrics = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Wanted each : wanted) {
      Metric metric = each.metric();
      MetricVersion version = asked(each);
      Optional<String> fingerprint = fingerprint(version, leftOut);
      if (fingerprint.isEmpty()) {
        continue;
      }
      MetricLeases.Key key = new MetricLeases.Key(metric.id(), version.version());
      Optional<Long> fence = hold.of(key);
      if (fence.isEmpty()) {
        leftOut.add(
            new LeftOut(
                metric.name(),
                version.version(),
                "run %s is evaluating it; the next run takes in what is left"
                    .formatted(leases.holderOf(key))));
        continue;
      }
      double rate = Math.min(samplingRate, metric.samplingRate());
      metrics.add(planned(metrics.size(), metric, version, rate, fingerprint.get(), fence.get()));
    }
    return new Selected(metrics, leftOut);
  }

  private Optional<String> fingerprint(MetricVersion version, List<LeftOut> leftOut) {
    Evaluator evaluator = evaluators.get(version.evaluator().type());
    if (evaluator == null) {
      leftOut.add(
          new LeftOut(
              version.metricName(), version.version(), missing(version.evaluator().type())));
      return Optional.empty();
    }
    Preparation preparation = evaluator.prepare(version);
    if (preparation instanceof Preparation.Rejected rejected) {
      leftOut.add(
          new LeftOut(
              version.metricName(), version.version(), rejected.problems().get(0).message()));
      return Optional.empty();
    }
    return Optional.of(((Preparation.Ready) preparation).fingerprint());
  }

  private String missing(String type) {
    return EvaluatorTypes.find(type)
        .map(
            factory ->
                "its evaluator '%s' is not configured; %s".formatted(type, factory.configuring()))
        .orElseGet(
            () ->
                "its evaluator '%s' is none of those here: %s"
                    .formatted(type, new TreeSet<>(evaluators.keySet())));
  }

  /** A version as it is asked for now. */
  private MetricVersion asked(Wanted wanted) {
    MetricVersion version = wanted.version();
    return alone.contains(wanted.metric().id()) && packs(version)
        ? Packing.SOLO.in(version)
        : version;
  }

  private static boolean packs(MetricVersion version) {
    return EvaluatorTypes.has(version.evaluator().type(), Capability.PACKS);
  }

  /**
   * The fingerprint of the same definition asked in the other packing. What was judged so stays:
   * how a metric is packed changes with what is learnt of it, and not what it means.
   */
  private List<String> otherwisePacked(MetricVersion version) {
    Evaluator evaluator = evaluators.get(version.evaluator().type());
    if (evaluator == null || !packs(version)) {
      return List.of();
    }
    Packing other = Packing.of(version.evaluator()) == Packing.SOLO ? Packing.PACKED : Packing.SOLO;
    return evaluator.prepare(other.in(version)) instanceof Preparation.Ready ready
        ? List.of(ready.fingerprint())
        : List.of();
  }

  private PlannedMetric planned(
      int ordinal,
      Metric metric,
      MetricVersion version,
      double rate,
      String fingerprint,
      long fence) {
    List<String> alsoValid = otherwisePacked(version);
    List<String> fingerprints = new ArrayList<>(alsoValid);
    fingerprints.add(fingerprint);
    Optional<MetricLeases.Watermark> watermark =
        leases
            .watermark(new MetricLeases.Key(metric.id(), version.version()))
            .map(known -> fingerprints.contains(known.fingerprint()) ? known : anew(known, rate));
    return new PlannedMetric(
        ordinal,
        metric.id(),
        version.version(),
        metric.name(),
        version.description(),
        CatalogJson.write(version.value()),
        version.evaluator().type(),
        CatalogJson.write(version.evaluator()),
        fingerprint,
        alsoValid,
        List.copyOf(metric.appliedToServices()),
        watermark.map(MetricLeases.Watermark::ingestionSequence).orElse(null),
        watermark.map(MetricLeases.Watermark::openRuns).orElse(List.of()),
        fence,
        new Sampling(rate, watermark.map(MetricLeases.Watermark::samplingRate).orElse(rate), 0));
  }

  /**
   * To another evaluator than the one that a metric version was planned with last, all of the
   * catch-up window is new, and what was due and not done before is due still.
   */
  private MetricLeases.Watermark anew(MetricLeases.Watermark before, double rate) {
    return new MetricLeases.Watermark(
        Math.min(before.ingestionSequence(), window.beginsAfter()),
        before.openRuns(),
        before.fingerprint(),
        rate);
  }
}
