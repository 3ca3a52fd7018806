package dev.assay.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A metric as someone wants it to be. Construction trims every text, brings the evaluator's
 * settings into their canonical form and checks all rules at once.
 *
 * @param name not empty
 * @param description what is measured, in plain language; not empty
 * @param value the values it may take
 * @param evaluator what scores it
 * @param appliedToServices service ids; {@code *} is every service; empty is none
 * @param additionalNotes for people; null (or blank) when there are none
 * @param tags at most {@value #MAX_TAGS}; keys, and values that are not null, hold letters, digits,
 *     underscores and white space
 * @param samplingRate the share of conversations that it is evaluated on; above 0, up to 1. It says
 *     nothing of what is measured, so a change makes no new version
 */
public record MetricDefinition(
    String name,
    String description,
    MetricValue value,
    EvaluatorDefinition evaluator,
    SortedSet<String> appliedToServices,
    @Nullable String additionalNotes,
    SortedMap<String, @Nullable String> tags,
    double samplingRate) {

  /** The most tags a metric may have. */
  public static final int MAX_TAGS = 20;

  /**
   * @throws CatalogException.InvalidDefinition with every problem
   */
  public MetricDefinition {
    DefinitionRules rules = new DefinitionRules();
    name = rules.required("name", name);
    description = rules.required("description", description);
    evaluator = rules.evaluator(evaluator);
    appliedToServices =
        Collections.unmodifiableSortedSet(new TreeSet<>(rules.services(appliedToServices)));
    additionalNotes = rules.optional("additional_notes", additionalNotes);
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(rules.tags(tags)));
    rules.samplingRate(samplingRate);
    rules.throwIfBroken(name);
  }

  /** A metric that is evaluated on every conversation. */
  public MetricDefinition(
      String name,
      String description,
      MetricValue value,
      EvaluatorDefinition evaluator,
      SortedSet<String> appliedToServices,
      @Nullable String additionalNotes,
      SortedMap<String, @Nullable String> tags) {
    this(
        name,
        description,
        value,
        evaluator,
        appliedToServices,
        additionalNotes,
        tags,
        Metric.EVERY_CONVERSATION);
  }

  /** Whether both measure the same in the same way, so that no new version is needed. */
  boolean measuresTheSameAs(MetricDefinition other) {
    return description.equals(other.description)
        && CatalogJson.write(value).equals(CatalogJson.write(other.value))
        && CatalogJson.write(evaluator).equals(CatalogJson.write(other.evaluator));
  }

  /** Whether both are labelled the same: services, notes, tags and sampling. */
  boolean isLabelledAs(MetricDefinition other) {
    return appliedToServices.equals(other.appliedToServices)
        && Objects.equals(additionalNotes, other.additionalNotes)
        && tags.equals(other.tags)
        && samplingRate == other.samplingRate;
  }

  MetricVersion asVersion(String metricId, int version, Actor creator, Instant createdAt) {
    return new MetricVersion(
        metricId, version, name, description, value, evaluator, creator, createdAt);
  }

  /** A metric as it is. */
  public static MetricDefinition of(Metric metric) {
    MetricVersion latest = metric.latest();
    return new MetricDefinition(
        metric.name(),
        latest.description(),
        latest.value(),
        latest.evaluator(),
        metric.appliedToServices(),
        metric.additionalNotes(),
        metric.tags(),
        metric.samplingRate());
  }
}
