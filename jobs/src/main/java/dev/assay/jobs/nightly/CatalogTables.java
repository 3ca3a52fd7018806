package dev.assay.jobs.nightly;

import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.MetricVersion;
import dev.assay.results.AssayTable;
import dev.assay.results.query.TableQuery;
import dev.assay.results.rewrite.TablePart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies the catalog into the tables {@code metric} and {@code metric_version}, for SQL readers.
 */
final class CatalogTables {

  private final JobContext context;

  CatalogTables(JobContext context) {
    this.context = context;
  }

  /** Writes the organization's part anew when anything in it has changed. */
  void refresh(String orgId) {
    MetricStore store = context.metrics();
    List<Metric> metrics = store.listAll(orgId);
    if (state(metrics).equals(written(orgId))) {
      return;
    }
    List<@Nullable Object[]> metricRows = new ArrayList<>();
    List<@Nullable Object[]> versionRows = new ArrayList<>();
    for (Metric metric : metrics) {
      metricRows.add(row(metric));
      store.versions(orgId, metric.id()).forEach(v -> versionRows.add(row(orgId, v)));
    }
    new TablePart(context.warehouse(), AssayTable.METRIC_VERSION, orgId).replace(versionRows);
    new TablePart(context.warehouse(), AssayTable.METRIC, orgId).replace(metricRows);
  }

  private static Set<String> state(List<Metric> metrics) {
    Set<String> state = new HashSet<>();
    metrics.forEach(m -> state.add(m.id() + "/" + m.latest().version() + "/" + m.updatedAt()));
    return state;
  }

  private Set<String> written(String orgId) {
    return new HashSet<>(
        TableQuery.query(
            context.warehouse(),
            "SELECT id, latest_version, updated_at FROM metric WHERE org_id = ?",
            rows ->
                rows.getString(1)
                    + "/"
                    + rows.getInt(2)
                    + "/"
                    + rows.getObject(3, java.time.OffsetDateTime.class).toInstant(),
            orgId));
  }

  private static @Nullable Object[] row(Metric metric) {
    return new @Nullable Object[] {
      metric.id(),
      metric.orgId(),
      metric.name(),
      metric.latest().value().type(),
      metric.latest().version(),
      List.copyOf(metric.appliedToServices()),
      metric.additionalNotes(),
      metric.tags(),
      metric.creator().orgId(),
      metric.creator().userId(),
      metric.deleted(),
      micros(metric.createdAt()),
      micros(metric.updatedAt()),
    };
  }

  private static @Nullable Object[] row(String orgId, MetricVersion version) {
    return new @Nullable Object[] {
      version.metricId(),
      orgId,
      version.version(),
      version.description(),
      CatalogJson.write(version.value()),
      CatalogJson.write(version.evaluator()),
      version.creator().orgId(),
      version.creator().userId(),
      micros(version.createdAt()),
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
