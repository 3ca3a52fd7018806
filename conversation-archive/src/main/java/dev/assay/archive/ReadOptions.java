package dev.assay.archive;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How the records of a delivery are read.
 *
 * @param orgId the organization of records that name none
 * @param otherOrgs further organizations that records may name, and then belong to
 * @param zone of times without an offset
 * @param mappings for records that no format knows; asked in their order, before the formats
 * @param idScope how far the sources' ids tell conversations apart
 */
public record ReadOptions(
    String orgId, Set<String> otherOrgs, ZoneId zone, List<Mapping> mappings, IdScope idScope)
    implements Serializable {

  public ReadOptions {
    Objects.requireNonNull(orgId, "orgId");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(idScope, "idScope");
    otherOrgs = Set.copyOf(otherOrgs);
    mappings = List.copyOf(mappings);
  }

  /**
   * Of a delivery of one organization, in shapes that formats know, whose times are UTC where they
   * do not say otherwise.
   */
  public static ReadOptions of(String orgId) {
    return new ReadOptions(orgId, Set.of(), ZoneOffset.UTC, List.of(), IdScope.DELIVERY);
  }
}
