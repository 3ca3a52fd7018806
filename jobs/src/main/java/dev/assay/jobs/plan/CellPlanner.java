package dev.assay.jobs.plan;

import dev.assay.installation.run.PlannedMetric;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which metric versions one conversation is evaluated against.
 *
 * @param metrics the run's metric versions
 * @param catchUpFromMicros what was never planned for a metric version, because that is new or its
 *     sampling rate was lower, is taken in when it was ingested from then on; null for all
 * @param maxAttempts how often a failing cell is tried for the same content
 */
record CellPlanner(List<PlannedMetric> metrics, @Nullable Long catchUpFromMicros, int maxAttempts)
    implements Serializable {

  /**
   * A conversation as planning sees it.
   *
   * @param sampleKey decides to which samples it belongs
   * @param ingestionSequence the ingestion that brought its content
   * @param ingestedAtMicros and when
   * @param isDated whether it has a time
   */
  record Candidate(
      @Nullable String serviceId,
      String contentHash,
      long sampleKey,
      long ingestionSequence,
      long ingestedAtMicros,
      boolean isDated) {}

  /**
   * A result that the conversation has.
   *
   * @param isDated whether it carries a time of the conversation
   */
  record Prior(
      int metric,
      String id,
      String contentHash,
      String fingerprint,
      long createdAtMicros,
      boolean isDated) {}

  /** A failure of a run whose failures are still open; of several, the last attempt counts. */
  record Open(int metric, int attempt, String contentHash, @Nullable String fingerprint) {}

  /**
   * A cell to evaluate.
   *
   * @param metric the metric's ordinal
   * @param attempt from 1
   * @param replaces the current result, which the new one supersedes, or null
   */
  record Cell(int metric, int attempt, @Nullable Prior replaces) {}

  List<Cell> plan(Candidate candidate, List<Prior> priors, List<Open> open) {
    Map<Integer, Prior> current = new HashMap<>();
    for (Prior prior : priors) {
      current.merge(prior.metric(), prior, CellPlanner::newer);
    }
    Map<Integer, Open> failed = new HashMap<>();
    open.forEach(o -> failed.merge(o.metric(), o, this::last));
    List<Cell> cells = new ArrayList<>(metrics.size());
    for (PlannedMetric metric : metrics) {
      Open failure = failed.get(metric.ordinal());
      int attempt = attempt(candidate, metric, failure);
      Prior known = current.get(metric.ordinal());
      if (attempt > 0
          && metric.sampling().includes(candidate.sampleKey())
          && metric.appliesTo(candidate.serviceId())
          && !answers(known, candidate, metric)) {
        cells.add(new Cell(metric.ordinal(), attempt, known));
      }
    }
    return cells;
  }

  /**
   * The number of the attempt, or 0 when the conversation is not due for the metric. Attempts of
   * another evaluator are not counted; what it gave up is due only when it is new.
   */
  private int attempt(Candidate candidate, PlannedMetric metric, @Nullable Open failure) {
    boolean same = failure != null && failure.contentHash().equals(candidate.contentHash());
    if (failure != null && same && isOf(metric, failure)) {
      return failure.attempt() < maxAttempts ? failure.attempt() + 1 : 0;
    }
    boolean again = failure != null && !(same && failure.attempt() >= maxAttempts);
    return again || isNew(candidate, metric) ? 1 : 0;
  }

  private Open last(Open a, Open b) {
    boolean ours = isOf(metrics.get(a.metric()), a);
    return ours == isOf(metrics.get(b.metric()), b)
        ? a.attempt() > b.attempt() ? a : b
        : ours ? a : b;
  }

  private static boolean isOf(PlannedMetric metric, Open failure) {
    String fingerprint = failure.fingerprint();
    return fingerprint != null && metric.isAnsweredBy(fingerprint);
  }

  private boolean isNew(Candidate candidate, PlannedMetric metric) {
    Long watermark = metric.watermark();
    if (watermark != null && candidate.ingestionSequence() > watermark) {
      return true;
    }
    boolean caughtUp = watermark != null && metric.sampling().included(candidate.sampleKey());
    return !caughtUp
        && (catchUpFromMicros == null || candidate.ingestedAtMicros() >= catchUpFromMicros);
  }

  /** A result from before the conversation had a time counts on no day. */
  private static boolean answers(@Nullable Prior known, Candidate candidate, PlannedMetric metric) {
    return known != null
        && known.contentHash().equals(candidate.contentHash())
        && metric.isAnsweredBy(known.fingerprint())
        && (known.isDated() || !candidate.isDated());
  }

  private static Prior newer(Prior a, Prior b) {
    return a.createdAtMicros() >= b.createdAtMicros() ? a : b;
  }
}
