package dev.assay.catalog;

import java.time.Instant;
import java.util.Objects;

/**
 * A version of a metric was made the one that trends show.
 *
 * @param metricId the metric
 * @param version of it
 * @param promoter who did that
 * @param promotedAt when; microseconds, UTC
 */
public record Promotion(String metricId, int version, Actor promoter, Instant promotedAt) {
  public Promotion {
    Objects.requireNonNull(metricId, "metricId");
    Objects.requireNonNull(promoter, "promoter");
    Objects.requireNonNull(promotedAt, "promotedAt");
  }
}
