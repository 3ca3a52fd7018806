package dev.assay.jobs.plan;

import dev.assay.archive.SampleKey;
import dev.assay.installation.run.PlanInputs;
import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations a plan has to look at: those ingested after the lowest watermark, and, for
 * metric versions that were never planned or whose sampling rate was raised, those of the catch-up
 * window; of all these the highest rate's sample.
 */
final class Candidates {

  private final String orgId;
  private final PlanInputs inputs;

  Candidates(String orgId, PlanInputs inputs) {
    this.orgId = orgId;
    this.inputs = inputs;
  }

  /** The condition on the conversations of the organization, without {@link Scope}. */
  String condition() {
    return "%s AND (%s)%s".formatted(evaluable(), due(), sampled());
  }

  /** The highest sampling rate of the metrics; 1 without any. */
  double rate() {
    return inputs.metrics().stream().mapToDouble(m -> m.sampling().rate()).max().orElse(1);
  }

  private String sampled() {
    return rate() < 1 ? " AND sample_key < %d".formatted(SampleKey.endOf(rate())) : "";
  }

  /** Whether a conversation can be evaluated at all. */
  String evaluable() {
    return "is_finished AND message_count > 0 AND ingestion_sequence <= %d"
        .formatted(inputs.upToSequence());
  }

  /** Runs of which failures may be tried again. */
  Set<String> openRuns() {
    return inputs.metrics().stream()
        .flatMap(metric -> metric.openRuns().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private long openFailures(Warehouse warehouse) {
    Set<String> runs = openRuns();
    return runs.isEmpty()
        ? 0
        : TableQuery.query(
                warehouse,
                Map.of(AssayTable.METRIC_EVALUATION_FAILURE, Predicates.oneOf("run_id", runs)),
                "SELECT count(*) FROM metric_evaluation_failure WHERE run_id IN (%s)"
                    .formatted(
                        runs.stream()
                            .map(WarehouseSql::textLiteral)
                            .collect(Collectors.joining(", "))),
                rows -> rows.getLong(1))
            .get(0);
  }

  /**
   * How much there is to look at.
   *
   * @param conversations that are due
   * @param edited of those, conversations that had another content before, which earlier plans may
   *     have evaluated
   * @param simulated of those, repetitions of simulation unit tests, which earlier plans may have
   *     evaluated under the ids of other conversations
   * @param oldestMicros when the first content of them was ingested
   * @param open failures of earlier runs
   */
  record Extent(long conversations, long edited, long simulated, long oldestMicros, long open) {}

  Extent extent(Warehouse warehouse) {
    if (inputs.metrics().isEmpty()) {
      return new Extent(0, 0, 0, 0, 0);
    }
    long open = openFailures(warehouse);
    return TableQuery.query(
            warehouse,
            """
            SELECT count(*), count(*) FILTER (WHERE first_ingestion_sequence < ingestion_sequence),
              count(simulation_unit_test_set_run_id), coalesce(min(epoch_us(ingested_at)), 0)
            FROM conversation WHERE org_id = ? AND %s AND %s"""
                .formatted(condition(), Scope.of(inputs).sql()),
            rows ->
                new Extent(
                    rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), open),
            orgId)
        .get(0);
  }

  private String due() {
    List<PlannedMetric> metrics = inputs.metrics();
    String newer =
        metrics.stream()
            .map(PlannedMetric::watermark)
            .filter(Objects::nonNull)
            .min(Long::compare)
            .map("ingestion_sequence > %d"::formatted)
            .orElse("false");
    boolean catchesUp =
        metrics.stream().anyMatch(m -> m.watermark() == null || m.sampling().hasRisen());
    return catchesUp ? newer + " OR " + window(inputs.catchUpFromMicros()) : newer;
  }

  /** The condition on conversations of the catch-up window. */
  static String window(@Nullable Long fromMicros) {
    return fromMicros == null ? "true" : "ingested_at >= TIMESTAMP '%s'".formatted(utc(fromMicros));
  }

  static String utc(long micros) {
    return java.time.Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS).toString();
  }
}
