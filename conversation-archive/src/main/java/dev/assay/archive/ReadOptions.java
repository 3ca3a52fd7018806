package dev.assay.archive;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;

/**
 * How the records of a delivery are read.
 *
 * @param orgId the organization of records that name none
 * @param otherOrgs further organizations that records may name, and then belong to
 * @param zone of times without an offset
 */
public record ReadOptions(String orgId, Set<String> otherOrgs, ZoneId zone)
    implements Serializable {

  public ReadOptions {
    Objects.requireNonNull(orgId, "orgId");
    Objects.requireNonNull(zone, "zone");
    otherOrgs = Set.copyOf(otherOrgs);
  }

  /** Of a delivery of one organization, whose times are UTC where they do not say otherwise. */
  public static ReadOptions of(String orgId) {
    return new ReadOptions(orgId, Set.of(), ZoneOffset.UTC);
  }
}
