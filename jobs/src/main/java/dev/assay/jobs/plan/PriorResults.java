package dev.assay.jobs.plan;

import dev.assay.installation.run.PlannedMetric;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The results that candidates may already have of the metric versions of a plan.
 *
 * @param files that may hold some
 * @param condition on their rows
 */
record PriorResults(List<DataFiles.Live> files, String condition) {

  /**
   * What a result is about: a conversation, or one repetition of a simulation unit test. A second
   * result of the same subject, metric and version replaces the first.
   */
  static String subject(String conversationId) {
    return "CASE WHEN simulation_unit_test_set_run_id IS NULL THEN %s ELSE concat_ws('/',"
            .formatted(conversationId)
        + " simulation_unit_test_set_run_id, unit_test_id, run_index) END";
  }

  /**
   * Looks for them, in files of the plan's metrics that can hold a result of a candidate.
   *
   * @param sinceMicros candidates were all seen first at that time or later, so older results of
   *     conversations are not theirs; 0 when that is not known
   * @param anySimulated whether candidates are repetitions of simulations, whose results may be
   *     older than the conversations
   */
  static PriorResults of(
      Warehouse warehouse, List<PlannedMetric> metrics, long sinceMicros, boolean anySimulated) {
    Set<String> partitions =
        metrics.stream().map(m -> m.metricId() + "/" + m.version()).collect(Collectors.toSet());
    List<DataFiles.Live> files =
        DataFiles.of(
                warehouse,
                AssayTable.METRIC_EVALUATION_RESULT,
                Optional.of(Predicates.atOrAfter("created_at", anySimulated ? 0 : sinceMicros)))
            .stream()
            .filter(
                f -> partitions.contains(f.value("metric_id") + "/" + f.value("metric_version")))
            .toList();
    String isRecent = "created_at >= make_timestamptz(%d)".formatted(sinceMicros);
    return new PriorResults(
        files,
        "source_type <> 'manual' AND (%s%s)"
            .formatted(
                isRecent, anySimulated ? " OR simulation_unit_test_set_run_id IS NOT NULL" : ""));
  }
}
