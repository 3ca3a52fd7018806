package dev.assay.jobs.nightly;

import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.MetricVersion;
import dev.assay.home.Tabular;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Copies the catalog into the tables {@code metric} and {@code metric_version}, for SQL readers.
 */
final class CatalogTables {

  private final Workbench bench;

  CatalogTables(Workbench bench) {
    this.bench = bench;
  }

  /** Writes the organization's part anew when anything in it has changed. */
  void refresh(String orgId) {
    MetricStore store = bench.metrics();
    List<Metric> metrics = store.listAll(orgId);
    if (state(metrics).equals(written(orgId))) {
      return;
    }
    List<Row> metricRows = new ArrayList<>();
    List<Row> versionRows = new ArrayList<>();
    for (Metric metric : metrics) {
      metricRows.add(row(metric));
      store.versions(orgId, metric.id()).forEach(v -> versionRows.add(row(orgId, v)));
    }
    replace(AssayTable.METRIC_VERSION, orgId, versionRows);
    replace(AssayTable.METRIC, orgId, metricRows);
  }

  private static Set<String> state(List<Metric> metrics) {
    Set<String> state = new HashSet<>();
    metrics.forEach(m -> state.add(m.id() + "/" + m.latest().version() + "/" + m.updatedAt()));
    return state;
  }

  private Set<String> written(String orgId) {
    return new HashSet<>(
        Tabular.query(
            bench.warehouse(),
            "SELECT id, latest_version, updated_at FROM metric WHERE org_id = ?",
            rows ->
                rows.getString(1)
                    + "/"
                    + rows.getInt(2)
                    + "/"
                    + rows.getObject(3, java.time.OffsetDateTime.class).toInstant(),
            orgId));
  }

  private void replace(AssayTable table, String orgId, List<Row> rows) {
    Tables tables = bench.tables();
    tables
        .spark()
        .createDataFrame(rows, Tables.schema(table))
        .coalesce(1)
        .write()
        .format("delta")
        .mode("overwrite")
        .option(
            "replaceWhere",
            "org_id = '%s'".formatted(orgId.replace("\\", "\\\\").replace("'", "\\'")))
        .save(tables.path(table));
  }

  private static Row row(Metric metric) {
    return RowFactory.create(
        metric.id(),
        metric.orgId(),
        metric.name(),
        metric.latest().value().type(),
        metric.latest().version(),
        metric.appliedToServices().toArray(String[]::new),
        metric.additionalNotes(),
        scala.jdk.javaapi.CollectionConverters.asScala(metric.tags()),
        metric.creator().orgId(),
        metric.creator().userId(),
        metric.deleted(),
        metric.createdAt(),
        metric.updatedAt());
  }

  private static Row row(String orgId, MetricVersion version) {
    return RowFactory.create(
        version.metricId(),
        orgId,
        version.version(),
        version.description(),
        CatalogJson.write(version.value()),
        CatalogJson.write(version.evaluator()),
        version.creator().orgId(),
        version.creator().userId(),
        version.createdAt());
  }
}
