package dev.assay.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A metric: its name and what may change without making a new version.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization it belongs to
 * @param name trimmed; unique in the organization among metrics that are not deleted
 * @param appliedToServices service ids; {@code *} is every service
 * @param additionalNotes for people; null when there are none
 * @param tags sorted by key; a value may be null
 * @param samplingRate the share of conversations that it is evaluated on; above 0, up to 1
 * @param latest the newest version
 * @param creator who made the metric
 * @param updatedBy who changed it last
 * @param deleted soft deletion: history stays readable
 * @param createdAt microseconds, UTC
 * @param updatedAt microseconds, UTC
 */
public record Metric(
    String id,
    String orgId,
    String name,
    SortedSet<String> appliedToServices,
    @Nullable String additionalNotes,
    SortedMap<String, @Nullable String> tags,
    double samplingRate,
    MetricVersion latest,
    Actor creator,
    Actor updatedBy,
    boolean deleted,
    Instant createdAt,
    Instant updatedAt) {

  /** The member of {@code appliedToServices} that stands for every service. */
  public static final String EVERY_SERVICE = "*";

  /** The sampling rate of metrics that name none. */
  public static final double EVERY_CONVERSATION = 1;

  public Metric {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(orgId, "orgId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(latest, "latest");
    appliedToServices = Collections.unmodifiableSortedSet(new TreeSet<>(appliedToServices));
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  Metric changedTo(
      MetricDefinition wanted, MetricVersion newLatest, Actor actor, Instant changedAt) {
    return new Metric(
        id,
        orgId,
        name,
        wanted.appliedToServices(),
        wanted.additionalNotes(),
        wanted.tags(),
        wanted.samplingRate(),
        newLatest,
        creator,
        actor,
        deleted,
        createdAt,
        changedAt);
  }

  Metric deletedBy(Actor actor, Instant deletedAt) {
    return new Metric(
        id,
        orgId,
        name,
        appliedToServices,
        additionalNotes,
        tags,
        samplingRate,
        latest,
        creator,
        actor,
        true,
        createdAt,
        deletedAt);
  }
}
