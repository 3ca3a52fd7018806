package dev.assay.catalog;

import java.util.Objects;

/**
 * What applying one definition did.
 *
 * @param metricId 24 lowercase hex
 * @param name the metric's name
 * @param version its latest version now
 * @param outcome what was written
 */
public record AppliedMetric(String metricId, String name, int version, Outcome outcome) {

  /** What was written for a metric. */
  public enum Outcome {
    /** The metric, with version 1. */
    CREATED,
    /** A new version, and its tags, notes and services where they differed. */
    NEW_VERSION,
    /** Only tags, notes or services. */
    UPDATED,
    /** Nothing. */
    UNCHANGED
  }

  public AppliedMetric {
    Objects.requireNonNull(metricId, "metricId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(outcome, "outcome");
  }
}
