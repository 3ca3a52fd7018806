package dev.assay.insight.trend;

import dev.assay.insight.compare.Estimate;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a metric's version went from day to day.
 *
 * @param name of the metric
 * @param version that is shown
 * @param isPromoted whether it was promoted; else it is the newest
 * @param source what was evaluated, such as {@code post-session}
 * @param isByService whether each service has series of its own
 * @param series in the order of their services, and of their first days
 * @param warnings what a reader must know before believing a number
 */
public record Trend(
    String name,
    int version,
    boolean isPromoted,
    String source,
    boolean isByService,
    List<Series> series,
    List<String> warnings) {

  public Trend {
    series = List.copyOf(series);
    warnings = List.copyOf(warnings);
  }

  /**
   * What one evaluator said of one thing.
   *
   * @param serviceId whose conversations; null for those of none, and for all where there are no
   *     series by service
   * @param evaluator the evaluator's type
   * @param fingerprint of everything else that decided its answers
   * @param of {@code share of true}, {@code share of …} or {@code mean}
   * @param days those with a result or a failure, in order
   * @param undated what is counted of conversations without a time; null when there are none
   */
  public record Series(
      @Nullable String serviceId,
      String evaluator,
      String fingerprint,
      String of,
      List<Day> days,
      @Nullable Counts undated) {

    public Series {
      days = List.copyOf(days);
    }

    boolean isShare() {
      return !of.equals(MEAN);
    }

    /** As many letters as tell evaluators apart. */
    String shortFingerprint() {
      return fingerprint.substring(0, Math.min(SHORT, fingerprint.length()));
    }
  }

  /**
   * One day.
   *
   * @param day of the conversations, UTC
   * @param counts what is counted of it
   */
  public record Day(LocalDate day, Counts counts) {}

  /**
   * Results and failures of one day, or of no known day.
   *
   * @param scored how many results have a value
   * @param value the share or the mean; not known when none has
   * @param notApplicable how many results have none
   * @param failed how many conversations could not be evaluated
   */
  public record Counts(long scored, Estimate value, long notApplicable, long failed) {}

  static final String MEAN = "mean";

  private static final int SHORT = 8;
}
