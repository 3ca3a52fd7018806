package dev.assay.installation;

import dev.assay.archive.IdScope;
import dev.assay.archive.Mapping;
import dev.assay.archive.ReadOptions;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The section {@code archive} of the settings: how records of archives are read.
 *
 * @param zone of times without an offset
 * @param idScope how far the sources' ids tell conversations apart
 * @param mappings for records that no format knows, by their names, in the order in which they are
 *     asked
 */
public record ArchiveSection(ZoneId zone, IdScope idScope, Map<String, Mapping> mappings) {

  /** What holds when nothing is said. */
  public static final ArchiveSection USUAL =
      new ArchiveSection(ZoneOffset.UTC, IdScope.DELIVERY, Map.of());

  public ArchiveSection {
    mappings = Collections.unmodifiableMap(new LinkedHashMap<>(mappings));
  }

  static ArchiveSection read(SettingsSection archive) {
    return new ArchiveSection(
        archive
            .meaning("zone", "a zone such as Europe/Berlin, +02:00 or UTC", ZoneId::of)
            .orElse(USUAL.zone()),
        archive.choice("id_scope", IdScope.values(), IdScope::label).orElse(USUAL.idScope()),
        archive.sections("mappings", MappingSectionReader::wrongName, MappingSectionReader::read));
  }

  /**
   * How a delivery is read.
   *
   * @param orgId the organization of records that name none
   * @param otherOrgs further ones that records may name
   */
  public ReadOptions options(String orgId, Set<String> otherOrgs) {
    return new ReadOptions(orgId, otherOrgs, zone, List.copyOf(mappings.values()), idScope);
  }
}
