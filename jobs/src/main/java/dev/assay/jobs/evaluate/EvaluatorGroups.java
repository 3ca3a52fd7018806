package dev.assay.jobs.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.installation.run.PlannedMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which evaluator evaluates which of a conversation's metrics. A run is bound to the evaluators
 * that it has planned with: where this process has another one, nobody is asked. Single-threaded.
 */
public final class EvaluatorGroups {
  private final MetricVersion[] versions;
  private final @Nullable Evaluator[] asPlanned;
  private final Map<List<Integer>, List<Group>> groups = new HashMap<>();

  /**
   * Metrics that one evaluator evaluates on a conversation.
   *
   * @param evaluator the evaluator, or null when it is not the one that was planned with
   * @param ordinals of its metrics
   * @param versions the same metrics
   */
  record Group(
      @Nullable Evaluator evaluator, List<Integer> ordinals, List<MetricVersion> versions) {

    List<Evaluation> evaluate(Conversation conversation) {
      return evaluator == null
          ? Collections.nCopies(versions.size(), EvaluatorBinding.CHANGED)
          : evaluator.evaluate(conversation, versions);
    }

    /** Whether it waits for others, and so for many conversations at once. */
    boolean isConcurrent() {
      return evaluator != null && evaluator.concurrency() > 1;
    }
  }

  EvaluatorGroups(List<PlannedMetric> metrics, Map<String, Evaluator> evaluators) {
    this.versions = metrics.stream().map(EvaluatorGroups::version).toArray(MetricVersion[]::new);
    this.asPlanned = new @Nullable Evaluator[metrics.size()];
    for (int i = 0; i < asPlanned.length; i++) {
      PlannedMetric metric = metrics.get(i);
      asPlanned[i] =
          EvaluatorBinding.holds(metric, evaluators) ? evaluators.get(metric.evaluator()) : null;
    }
  }

  /** The groups of a conversation's metrics. */
  List<Group> of(List<Integer> ordinals) {
    return groups.computeIfAbsent(ordinals, this::group);
  }

  private List<Group> group(List<Integer> ordinals) {
    Map<Optional<Evaluator>, List<Integer>> byEvaluator = new LinkedHashMap<>();
    for (int ordinal : ordinals) {
      byEvaluator
          .computeIfAbsent(Optional.ofNullable(asPlanned[ordinal]), each -> new ArrayList<>())
          .add(ordinal);
    }
    List<Group> made = new ArrayList<>();
    byEvaluator.forEach(
        (evaluator, members) ->
            made.add(
                new Group(
                    evaluator.orElse(null),
                    List.copyOf(members),
                    members.stream().map(ordinal -> versions[ordinal]).toList())));
    return made;
  }

  /** The metric version that a run has planned with. */
  public static MetricVersion version(PlannedMetric metric) {
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
