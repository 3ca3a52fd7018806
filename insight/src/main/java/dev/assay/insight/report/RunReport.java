package dev.assay.insight.report;

import dev.assay.installation.run.CarriedOver;
import dev.assay.installation.run.LeftOut;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param runId the run
 * @param orgId the organization
 * @param kind {@code nightly} or {@code ingest}
 * @param startedAt when it was first started
 * @param endedAt when this report was made
 * @param ingest what was taken in
 * @param metrics one line for each metric version that was evaluated
 * @param leftOut metric versions that were not
 * @param failures countable codes of this run's failures
 * @param superseded results moved to the history
 * @param judging what judges were asked, or null when none was needed
 * @param carriedOverWhy why evaluations were carried over, or null when nothing says so
 */
public record RunReport(
    String runId,
    String orgId,
    String kind,
    Instant startedAt,
    Instant endedAt,
    IngestSummary ingest,
    List<MetricLine> metrics,
    List<LeftOut> leftOut,
    List<FailureLine> failures,
    long superseded,
    @Nullable Judging judging,
    @Nullable CarriedOver carriedOverWhy) {

  /** Whether a run did all that it took on. */
  public enum Status {
    COMPLETE,
    /** Evaluations were carried over to the next run. */
    INCOMPLETE
  }

  /**
   * What a run asked of judges.
   *
   * @param calls that were sent, or may have been
   * @param reusedAnswers results whose answer this run did not pay for
   * @param inputTokens read; where nobody knows, the most that can have been
   * @param outputTokens written, likewise
   * @param cost in the currency of the settings' prices, likewise
   */
  public record Judging(
      long calls, long reusedAnswers, long inputTokens, long outputTokens, double cost) {}

  /**
   * One metric version in a run.
   *
   * @param name the metric
   * @param metricId its id
   * @param version its version
   * @param valueType {@code boolean}, {@code numerical} or {@code categorical}
   * @param planned cells taken on
   * @param sampledOut conversations that were due and not in the sample
   * @param scored with a value
   * @param notApplicable without an answer for the conversation
   * @param failed attempts that gave no value
   * @param parked of those, out of attempts
   * @param trueShare of a boolean metric's values, 0 to 1, or null
   * @param numbers of a numerical metric's values, or null
   * @param categories of a categorical metric's values, by how often; empty for others
   */
  public record MetricLine(
      String name,
      String metricId,
      int version,
      String valueType,
      long planned,
      long sampledOut,
      long scored,
      long notApplicable,
      long failed,
      long parked,
      @Nullable Double trueShare,
      @Nullable Numbers numbers,
      SortedMap<String, Long> categories) {

    /** Cells that ended neither in a result nor in a failure: a later run takes them on. */
    public long carriedOver() {
      return Math.max(0, planned - scored - notApplicable - failed);
    }
  }

  /** How the values of a numerical metric lie. */
  public record Numbers(double mean, double min, double median, double max) {}

  /** How often a metric failed in one way, with one of the messages. */
  public record FailureLine(String metric, int version, String code, long count, String example) {}

  /** Whether everything was done. */
  public Status status() {
    return carriedOverWhy != null && carriedOver() > 0 ? Status.INCOMPLETE : Status.COMPLETE;
  }

  public long planned() {
    return total(MetricLine::planned);
  }

  /** Evaluations that were due, of conversations that were not in the sample. */
  public long sampledOut() {
    return total(MetricLine::sampledOut);
  }

  public long scored() {
    return total(MetricLine::scored);
  }

  public long notApplicable() {
    return total(MetricLine::notApplicable);
  }

  public long failed() {
    return total(MetricLine::failed);
  }

  public long parked() {
    return total(MetricLine::parked);
  }

  public long carriedOver() {
    return total(MetricLine::carriedOver);
  }

  /** Seconds from the first start to the end. */
  public double seconds() {
    return java.time.Duration.between(startedAt, endedAt).toMillis() / 1000.0;
  }

  private long total(java.util.function.ToLongFunction<MetricLine> count) {
    return metrics.stream().mapToLong(count).sum();
  }

  public static SortedMap<String, Long> noCategories() {
    return new java.util.TreeMap<>(Map.of());
  }
}
