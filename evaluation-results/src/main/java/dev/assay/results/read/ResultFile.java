package dev.assay.results.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.results.commit.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A file of the results, with what its statistics tell of its rows.
 *
 * @param rows how many, or -1 when unknown
 * @param from no row is older
 * @param to no row is newer
 * @param replacing how many rows supersede another, or -1 when unknown
 * @param orgId that of all rows, or null when there may be several
 * @param sourceType that of all rows, or null when there may be several
 */
record ResultFile(
    String path,
    String metricId,
    int version,
    long rows,
    Instant from,
    Instant to,
    long replacing,
    @Nullable String orgId,
    @Nullable String sourceType) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param statistics Delta's, as JSON, or null when there are none
   */
  static ResultFile of(DataFiles.Live live, @Nullable String statistics) {
    JsonNode known = read(statistics == null ? "{}" : statistics);
    JsonNode min = known.path("minValues");
    JsonNode max = known.path("maxValues");
    JsonNode rows = known.path("numRecords");
    JsonNode nulls = known.path("nullCount").path("replaces");
    return new ResultFile(
        live.path(),
        live.value("metric_id"),
        Integer.parseInt(live.value("metric_version")),
        rows.asLong(-1),
        time(min, Instant.MIN),
        // Writers cut the fraction of a millisecond off.
        time(max, Instant.MAX.minusMillis(1)).plusMillis(1),
        rows.isNumber() && nulls.isNumber() ? rows.longValue() - nulls.longValue() : -1,
        only(min.path("org_id"), max.path("org_id")),
        only(min.path("source_type"), max.path("source_type")));
  }

  boolean mayReplace() {
    return replacing != 0;
  }

  /** Whether every row, superseded ones included, meets a query's conditions for certain. */
  boolean isWholly(ResultQuery query) {
    return query.orgId().equals(orgId)
        && query.holdsMetric(metricId, version)
        && (query.sourceTypes().isEmpty()
            || (sourceType != null && query.sourceTypes().contains(sourceType)))
        && query.conversationIds().isEmpty()
        && query.simulationRunIds().isEmpty()
        && (query.from() == null || !from.isBefore(query.from()))
        && (query.to() == null || !to.isAfter(query.to()));
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the statistics of a file", e);
    }
  }

  private static @Nullable String only(JsonNode min, JsonNode max) {
    return min.isTextual() && min.equals(max) ? min.textValue() : null;
  }

  private static Instant time(JsonNode bounds, Instant otherwise) {
    try {
      return OffsetDateTime.parse(bounds.path("created_at").asText("")).toInstant();
    } catch (DateTimeParseException unknown) {
      return otherwise;
    }
  }
}
