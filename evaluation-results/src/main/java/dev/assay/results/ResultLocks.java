package dev.assay.results;

/**
 * Names of the locks that writers of {@code metric_evaluation_result} hold, each around one commit.
 * Appenders share a metric's lock, since appends never conflict; maintenance holds it alone, since
 * it would lose against every append.
 */
public final class ResultLocks {
  /**
   * Held alone by whoever writes manual results, from reading what is current to the commit; taken
   * before those of metrics.
   */
  public static final String MANUAL = "manual results";

  private ResultLocks() {}

  /** The lock of a metric. */
  public static String metric(String metricId) {
    return "metric " + metricId;
  }
}
