package dev.assay.catalog;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a metric; null is unchanged.
 *
 * @param name only accepted when it is the metric's name already
 * @param description a changed one makes a new version
 * @param value a changed one makes a new version; its type must stay
 * @param evaluator a changed one makes a new version
 * @param appliedToServices replaces the whole set
 * @param additionalNotes replaces or clears the notes
 * @param tags replace the whole set
 * @param samplingRate above 0, up to 1
 */
public record MetricChange(
    @Nullable String name,
    @Nullable String description,
    @Nullable MetricValue value,
    @Nullable EvaluatorDefinition evaluator,
    @Nullable SortedSet<String> appliedToServices,
    @Nullable Notes additionalNotes,
    @Nullable SortedMap<String, @Nullable String> tags,
    @Nullable Double samplingRate) {

  /**
   * New notes.
   *
   * @param text null clears the notes
   */
  public record Notes(@Nullable String text) {}

  /** A change of nothing, to start from. */
  public static MetricChange nothing() {
    return new MetricChange(null, null, null, null, null, null, null, null);
  }

  public MetricChange withName(@Nullable String changed) {
    return new MetricChange(
        changed,
        description,
        value,
        evaluator,
        appliedToServices,
        additionalNotes,
        tags,
        samplingRate);
  }

  public MetricChange withDescription(@Nullable String changed) {
    return new MetricChange(
        name, changed, value, evaluator, appliedToServices, additionalNotes, tags, samplingRate);
  }

  public MetricChange withValue(@Nullable MetricValue changed) {
    return new MetricChange(
        name,
        description,
        changed,
        evaluator,
        appliedToServices,
        additionalNotes,
        tags,
        samplingRate);
  }

  public MetricChange withEvaluator(@Nullable EvaluatorDefinition changed) {
    return new MetricChange(
        name, description, value, changed, appliedToServices, additionalNotes, tags, samplingRate);
  }

  public MetricChange withAppliedToServices(SortedSet<String> changed) {
    return new MetricChange(
        name,
        description,
        value,
        evaluator,
        new TreeSet<>(changed),
        additionalNotes,
        tags,
        samplingRate);
  }

  /** Null clears the notes. */
  public MetricChange withAdditionalNotes(@Nullable String changed) {
    return new MetricChange(
        name,
        description,
        value,
        evaluator,
        appliedToServices,
        new Notes(changed),
        tags,
        samplingRate);
  }

  public MetricChange withTags(SortedMap<String, @Nullable String> changed) {
    return new MetricChange(
        name,
        description,
        value,
        evaluator,
        appliedToServices,
        additionalNotes,
        new TreeMap<>(changed),
        samplingRate);
  }

  public MetricChange withSamplingRate(double changed) {
    return new MetricChange(
        name, description, value, evaluator, appliedToServices, additionalNotes, tags, changed);
  }

  /**
   * What a metric of that definition becomes.
   *
   * @throws CatalogException.InvalidDefinition when the result breaks a rule
   */
  public MetricDefinition appliedTo(MetricDefinition current) {
    return new MetricDefinition(
        current.name(),
        description == null ? current.description() : description,
        value == null ? current.value() : value,
        evaluator == null ? current.evaluator() : evaluator,
        appliedToServices == null ? current.appliedToServices() : appliedToServices,
        additionalNotes == null ? current.additionalNotes() : additionalNotes.text(),
        tags == null ? current.tags() : tags,
        samplingRate == null ? current.samplingRate() : samplingRate);
  }
}
