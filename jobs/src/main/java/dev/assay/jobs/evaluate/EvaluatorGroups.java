package dev.assay.jobs.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.jobs.run.PlannedMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which evaluator evaluates which of a conversation's metrics. Single-threaded. */
final class EvaluatorGroups {
  private final List<PlannedMetric> metrics;
  private final Map<String, Evaluator> evaluators;
  private final MetricVersion[] versions;
  private final Map<List<Integer>, List<Group>> groups = new HashMap<>();

  /**
   * Metrics that one evaluator evaluates on a conversation.
   *
   * @param evaluator the evaluator
   * @param ordinals of its metrics
   * @param versions the same metrics
   */
  record Group(Evaluator evaluator, List<Integer> ordinals, List<MetricVersion> versions) {

    List<Evaluation> evaluate(Conversation conversation) {
      return evaluator.evaluate(conversation, versions);
    }

    /** Whether it waits for others, and so for many conversations at once. */
    boolean isConcurrent() {
      return evaluator.concurrency() > 1;
    }
  }

  EvaluatorGroups(List<PlannedMetric> metrics, Map<String, Evaluator> evaluators) {
    this.metrics = metrics;
    this.evaluators = evaluators;
    this.versions = metrics.stream().map(EvaluatorGroups::version).toArray(MetricVersion[]::new);
  }

  /** The groups of a conversation's metrics. */
  List<Group> of(List<Integer> ordinals) {
    return groups.computeIfAbsent(ordinals, this::group);
  }

  private List<Group> group(List<Integer> ordinals) {
    Map<String, List<Integer>> byType = new LinkedHashMap<>();
    for (int ordinal : ordinals) {
      byType
          .computeIfAbsent(metrics.get(ordinal).evaluator(), type -> new ArrayList<>())
          .add(ordinal);
    }
    List<Group> made = new ArrayList<>();
    byType.forEach(
        (type, members) ->
            made.add(
                new Group(
                    Objects.requireNonNull(
                        evaluators.get(type),
                        () -> "No evaluator '%s' in this process".formatted(type)),
                    List.copyOf(members),
                    members.stream().map(ordinal -> versions[ordinal]).toList())));
    return made;
  }

  /** The metric version that a run has planned with. */
  static MetricVersion version(PlannedMetric metric) {
    return new MetricVersion(
        metric.metricId(),
        metric.version(),
        metric.name(),
        metric.description(),
        CatalogJson.readMetricValue(metric.valueJson()),
        CatalogJson.readEvaluator(metric.evaluatorJson()),
        new Actor("", ""),
        Instant.EPOCH);
  }
}
