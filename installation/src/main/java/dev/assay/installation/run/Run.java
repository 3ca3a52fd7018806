package dev.assay.installation.run;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One run of a job.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization
 * @param kind {@code nightly}, {@code backfill} or {@code ingest}
 * @param configurationDigest of the settings and inputs it was started with
 * @param inputs what it was asked to do
 * @param planInputs what its plan is made from, once planning has begun
 * @param startedAt when it was first started
 * @param state whether commands go on with it
 * @param failure how it failed the last time, if it did since somebody decided of it
 * @param closing what somebody has decided of it, after it was set aside
 */
public record Run(
    String id,
    String orgId,
    String kind,
    String configurationDigest,
    RunInputs inputs,
    Optional<PlanInputs> planInputs,
    Instant startedAt,
    State state,
    Optional<Failure> failure,
    Optional<Closing> closing) {

  /** The metrics that it has planned whose evaluators have a capability. */
  public Stream<PlannedMetric> planned(Capability capability) {
    return planInputs.stream()
        .flatMap(inputs -> inputs.metrics().stream())
        .filter(metric -> metric.has(capability));
  }

  /** Whether it has planned a metric whose evaluators have a capability. */
  public boolean has(Capability capability) {
    return planned(capability).findAny().isPresent();
  }

  /** Whether commands go on with a run. */
  public enum State {
    /** It is under way, or has died, or waits for its batches: the next command goes on with it. */
    RUNNING,
    /** It has failed too often: what it has not done stays with it until somebody decides. */
    SET_ASIDE,
    COMPLETE
  }

  /**
   * How a run failed the last time.
   *
   * @param step where
   * @param tries how often it failed there, one after the other, without having come further
   * @param error the first line of what was said
   */
  public record Failure(String step, int tries, String error) {

    /** The same for a person. */
    public String told() {
      return "it failed %d times at step '%s': %s".formatted(tries, step, error);
    }
  }

  /** What becomes of what a run has taken on and not done. It does nothing more of it itself. */
  public enum Closing {
    /** The next run takes it on. */
    RESUMED,
    /** It is given up. */
    ABANDONED
  }
}
