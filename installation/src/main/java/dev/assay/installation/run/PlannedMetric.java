package dev.assay.installation.run;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import dev.assay.evaluators.EvaluatorTypes;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric version that a run evaluates, as it was when the run planned. Crosses to executors, so
 * its definition is JSON.
 *
 * @param ordinal its place in the run's list, from 0
 * @param metricId 24 lowercase hex
 * @param version the metric's version
 * @param name the metric's name
 * @param description what is measured
 * @param valueJson the value configuration
 * @param evaluator the evaluator's type
 * @param evaluatorJson the evaluator's settings
 * @param fingerprint the evaluator's fingerprint of this version
 * @param alsoValid other fingerprints whose results stand for this version's, so that they are not
 *     made again
 * @param services ids of services; {@code *} is every service
 * @param watermark conversations ingested later than this sequence are new to it; null when it was
 *     never planned
 * @param openRuns runs whose failures are still open: the one that planned it last, and those
 *     before it since the watermark
 * @param fence the number of the run's lease on it
 * @param sampling which conversations
 */
public record PlannedMetric(
    int ordinal,
    String metricId,
    int version,
    String name,
    String description,
    String valueJson,
    String evaluator,
    String evaluatorJson,
    String fingerprint,
    List<String> alsoValid,
    List<String> services,
    @Nullable Long watermark,
    List<String> openRuns,
    long fence,
    Sampling sampling)
    implements Serializable {

  public PlannedMetric {
    alsoValid = List.copyOf(alsoValid);
    services = List.copyOf(services);
    openRuns = List.copyOf(openRuns);
  }

  /** What it is leased by. */
  public MetricLeases.Key key() {
    return new MetricLeases.Key(metricId, version);
  }

  /** The same with another watermark. */
  public PlannedMetric withWatermark(long sequence) {
    return with(sequence, openRuns, sampling);
  }

  /** The same with another sample. */
  public PlannedMetric withSampling(Sampling other) {
    return with(watermark, openRuns, other);
  }

  /** The same as if no run had planned it. */
  public PlannedMetric neverPlanned() {
    return with(null, List.of(), new Sampling(sampling.rate(), sampling.rate(), 0));
  }

  private PlannedMetric with(@Nullable Long sequence, List<String> open, Sampling other) {
    return new PlannedMetric(
        ordinal,
        metricId,
        version,
        name,
        description,
        valueJson,
        evaluator,
        evaluatorJson,
        fingerprint,
        alsoValid,
        services,
        sequence,
        open,
        fence,
        other);
  }

  /** Whether a result of this fingerprint is one of this version. */
  public boolean isAnsweredBy(String resultFingerprint) {
    return fingerprint.equals(resultFingerprint) || alsoValid.contains(resultFingerprint);
  }

  /** Whether its evaluators have a capability. */
  public boolean has(Capability capability) {
    return EvaluatorTypes.has(evaluator, capability);
  }

  /** Whether conversations of {@code serviceId} are measured by it. */
  public boolean appliesTo(@Nullable String serviceId) {
    return services.contains("*") || (serviceId != null && services.contains(serviceId));
  }
}
