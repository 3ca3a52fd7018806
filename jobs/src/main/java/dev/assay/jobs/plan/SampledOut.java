package dev.assay.jobs.plan;

import dev.assay.archive.SampleKey;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.installation.run.Sampling;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Counts the conversations that are due for a metric version and not in its sample. */
public final class SampledOut {

  private SampledOut() {}

  /**
   * The same inputs with what each metric's sampling leaves out. Conversations that were due before
   * and are due again for what a run has carried over count again.
   */
  public static PlanInputs counted(Warehouse warehouse, String orgId, PlanInputs inputs) {
    List<String> conditions =
        inputs.metrics().stream()
            .filter(metric -> metric.sampling().rate() < 1)
            .map(metric -> condition(inputs, metric))
            .distinct()
            .toList();
    if (conditions.isEmpty()) {
      return inputs;
    }
    List<Long> counts = counts(warehouse, orgId, inputs, conditions);
    return inputs.withMetrics(
        inputs.metrics().stream()
            .map(
                metric -> {
                  Sampling sampling = metric.sampling();
                  return sampling.rate() < 1
                      ? metric.withSampling(
                          sampling.leavingOut(
                              counts.get(conditions.indexOf(condition(inputs, metric)))))
                      : metric;
                })
            .toList());
  }

  private static List<Long> counts(
      Warehouse warehouse, String orgId, PlanInputs inputs, List<String> conditions) {
    return TableQuery.query(
            warehouse,
            "SELECT %s FROM conversation WHERE org_id = ? AND %s AND %s"
                .formatted(
                    conditions.stream()
                        .map("count(*) FILTER (WHERE %s)"::formatted)
                        .collect(Collectors.joining(", ")),
                    new Candidates(orgId, inputs).evaluable(),
                    Scope.of(inputs).sql()),
            row -> {
              List<Long> values = new ArrayList<>();
              for (int i = 1; i <= conditions.size(); i++) {
                values.add(row.getLong(i));
              }
              return values;
            },
            orgId)
        .get(0);
  }

  private static String condition(PlanInputs inputs, PlannedMetric metric) {
    return "sample_key >= %d AND %s AND %s"
        .formatted(
            SampleKey.endOf(metric.sampling().rate()), services(metric), due(inputs, metric));
  }

  private static String services(PlannedMetric metric) {
    if (metric.services().contains("*")) {
      return "true";
    }
    String ids =
        metric.services().stream().map(WarehouseSql::textLiteral).collect(Collectors.joining(", "));
    return ids.isEmpty() ? "false" : "service_id IN (%s)".formatted(ids);
  }

  private static String due(PlanInputs inputs, PlannedMetric metric) {
    Long watermark = metric.watermark();
    return watermark == null
        ? Candidates.window(inputs.catchUpFromMicros())
        : "ingestion_sequence > " + watermark;
  }
}
