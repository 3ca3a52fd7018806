package dev.assay.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One record being read: whose it is, and what was found of it on the way. For one thread. */
public final class RecordReading {

  /** What a record may say of its conversation in one of several fields. */
  public enum Detail {
    ID,
    TIME,
    USER,
    SERVICE
  }

  private final String orgId;
  private final ZoneId zone;
  private final @Nullable String idScope;
  private final Map<Detail, String> fields = new EnumMap<>(Detail.class);
  private int unreadableTimes;

  /**
   * @param zone of times without an offset
   * @param idScope the name of the file in which alone the source's ids are unique; null when they
   *     are everywhere
   */
  public RecordReading(String orgId, ZoneId zone, @Nullable String idScope) {
    this.orgId = Objects.requireNonNull(orgId, "orgId");
    this.zone = Objects.requireNonNull(zone, "zone");
    this.idScope = idScope;
  }

  /** A reading in which times without an offset are UTC, and ids unique. */
  public static RecordReading of(String orgId) {
    return new RecordReading(orgId, ZoneOffset.UTC, null);
  }

  /** The organization that the delivery belongs to. */
  public String orgId() {
    return orgId;
  }

  /** The name of the file in which alone the source's ids are unique; null when they are so. */
  public @Nullable String idScope() {
    return idScope;
  }

  /** The time that a value tells; null when it tells none, which is counted. */
  public @Nullable Instant time(JsonNode value) {
    Optional<Instant> time = ArchiveTime.of(value, zone);
    if (time.isEmpty()) {
      unreadableTimes++;
    }
    return time.orElse(null);
  }

  /** How many values stood where a time stands, and were none. */
  public int unreadableTimes() {
    return unreadableTimes;
  }

  /** Notes the field in which a detail was found. */
  public void found(Detail detail, String field) {
    fields.put(detail, field);
  }

  /** The fields in which details were found. */
  public Map<Detail, String> fields() {
    return Collections.unmodifiableMap(fields);
  }
}
