package dev.assay.results.read;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which results are asked for. All parts must hold; values within a part are alternatives, and an
 * empty part is no condition.
 *
 * @param orgId the organization
 * @param versions metric versions
 * @param from earliest {@code created_at}, included, or null
 * @param to latest, included, or null
 * @param newestFirst the order by {@code created_at}; equals are ordered by id, ascending
 */
public record ResultQuery(
    String orgId,
    List<String> metricIds,
    List<MetricVersions> versions,
    List<String> sourceTypes,
    List<String> conversationIds,
    List<String> simulationRunIds,
    @Nullable Instant from,
    @Nullable Instant to,
    boolean newestFirst) {

  /**
   * One version of a metric.
   *
   * @param version empty is any
   */
  public record MetricVersions(String metricId, OptionalInt version) {
    boolean holds(String otherMetric, int otherVersion) {
      return metricId.equals(otherMetric)
          && (version.isEmpty() || version.getAsInt() == otherVersion);
    }
  }

  /**
   * A place in the order, between two results.
   *
   * @param createdAt of the result before
   * @param id of the result before
   */
  public record Place(Instant createdAt, String id) {}

  public ResultQuery {
    metricIds = List.copyOf(metricIds);
    versions = List.copyOf(versions);
    sourceTypes = List.copyOf(sourceTypes);
    conversationIds = List.copyOf(conversationIds);
    simulationRunIds = List.copyOf(simulationRunIds);
  }

  boolean holdsMetric(String metricId, int version) {
    return (metricIds.isEmpty() || metricIds.contains(metricId))
        && (versions.isEmpty() || versions.stream().anyMatch(v -> v.holds(metricId, version)));
  }

  /** Whether a result meets all parts. */
  boolean holds(StoredResult result) {
    return orgId.equals(result.orgId())
        && holdsMetric(result.metricId(), result.metricVersion())
        && (sourceTypes.isEmpty() || sourceTypes.contains(result.sourceType()))
        && (conversationIds.isEmpty() || conversationIds.contains(result.conversationId()))
        && (simulationRunIds.isEmpty()
            || (result.simulation() != null
                && simulationRunIds.contains(result.simulation().unitTestSetRunId())))
        && (from == null || !result.createdAt().isBefore(from))
        && (to == null || !result.createdAt().isAfter(to));
  }
}
