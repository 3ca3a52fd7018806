package dev.assay.api.catalog;

import dev.assay.api.http.JsonBody;
import dev.assay.api.http.Query;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricChange;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads metrics from bodies, in both dialects. Every method fails with all problems at once. */
final class MetricBody {
  private static final String SERVICES = "applied_to_services";
  private static final String SAMPLING_RATE = "sampling_rate";
  private static final String FIRST_VERSION = "initial_version_metric_value";
  private static final MetricValue PLACEHOLDER = new MetricValue.BooleanValue();

  /** What makes a version. */
  record Version(String description, MetricValue value, Optional<EvaluatorDefinition> evaluator) {}

  private MetricBody() {}

  static MetricDefinition definition(JsonBody body) {
    String name = body.requiredText("name");
    Version version = firstVersion(body);
    Optional<SortedSet<String>> services = services(body);
    String notes = body.anyText("additional_notes");
    Optional<SortedMap<String, @Nullable String>> tags = tags(body);
    Optional<Double> samplingRate = body.number(SAMPLING_RATE);
    body.check();
    return new MetricDefinition(
        name,
        version.description(),
        version.value(),
        version.evaluator().orElseGet(MetricBody::judge),
        services.orElseGet(TreeSet::new),
        notes,
        tags.orElseGet(TreeMap::new),
        samplingRate.orElse(Metric.EVERY_CONVERSATION));
  }

  static MetricChange change(JsonBody body) {
    MetricChange change =
        MetricChange.nothing()
            .withName(body.anyText("name"))
            .withDescription(body.text("description").orElse(null))
            .withValue(body.object("metric_value").flatMap(MetricBody::value).orElse(null))
            .withEvaluator(evaluator(body).orElse(null));
    Optional<SortedSet<String>> services = services(body);
    if (services.isPresent()) {
      change = change.withAppliedToServices(services.get());
    }
    if (body.names("additional_notes")) {
      change = change.withAdditionalNotes(body.anyText("additional_notes"));
    }
    Optional<SortedMap<String, @Nullable String>> tags = tags(body);
    if (tags.isPresent()) {
      change = change.withTags(tags.get());
    }
    Optional<Double> samplingRate = body.number(SAMPLING_RATE);
    if (samplingRate.isPresent()) {
      change = change.withSamplingRate(samplingRate.get());
    }
    body.check();
    return change;
  }

  static Version version(JsonBody body) {
    Version version = readVersion(body, evaluator(body));
    body.check();
    return version;
  }

  /** The description and the value stand either in an object of their own or in the body itself. */
  private static Version firstVersion(JsonBody body) {
    Optional<EvaluatorDefinition> evaluator = evaluator(body);
    if (!body.has(FIRST_VERSION)) {
      return readVersion(body, evaluator);
    }
    for (String field : List.of("description", "metric_value")) {
      if (body.has(field)) {
        body.problem(
            field, "Give it here or in %s, not in both".formatted(FIRST_VERSION), "ambiguous");
      }
    }
    return body.object(FIRST_VERSION)
        .map(version -> readVersion(version, evaluator.or(() -> evaluator(version))))
        .orElseGet(() -> new Version("", PLACEHOLDER, evaluator));
  }

  private static Version readVersion(JsonBody body, Optional<EvaluatorDefinition> evaluator) {
    String description = body.requiredText("description");
    body.require("metric_value");
    MetricValue value = body.object("metric_value").flatMap(MetricBody::value).orElse(PLACEHOLDER);
    return new Version(description, value, evaluator);
  }

  private static Optional<MetricValue> value(JsonBody value) {
    String type = value.requiredText("type");
    switch (type) {
      case "boolean" -> {
        return Optional.of(new MetricValue.BooleanValue());
      }
      case "numerical" -> {
        return numerical(value);
      }
      case "categorical" -> {
        return categorical(value);
      }
      default -> {
        if (!type.isEmpty()) {
          value.problem(
              "type", "Input should be boolean, numerical or categorical", "union_tag_invalid");
        }
        return Optional.empty();
      }
    }
  }

  private static Optional<MetricValue> numerical(JsonBody value) {
    Optional<Double> lower = value.requiredNumber("lower_bound");
    Optional<Double> upper = value.requiredNumber("upper_bound");
    if (lower.isEmpty() || upper.isEmpty()) {
      return Optional.empty();
    }
    if (lower.get() >= upper.get()) {
      value.problem(
          "upper_bound", "The upper bound should be greater than the lower one", "greater_than");
      return Optional.empty();
    }
    return Optional.of(new MetricValue.NumericalValue(lower.get(), upper.get()));
  }

  private static Optional<MetricValue> categorical(JsonBody value) {
    value.require("categories");
    Optional<List<String>> categories = value.uniqueTexts("categories");
    if (categories.isEmpty()) {
      return Optional.empty();
    }
    int most = MetricValue.CategoricalValue.MAX_CATEGORIES;
    if (categories.get().isEmpty() || categories.get().size() > most) {
      value.problem(
          "categories", "There should be from 1 to %d categories".formatted(most), "list_length");
      return Optional.empty();
    }
    return Optional.of(new MetricValue.CategoricalValue(categories.get()));
  }

  private static Optional<EvaluatorDefinition> evaluator(JsonBody body) {
    Optional<JsonBody> evaluator = body.object("evaluator");
    if (evaluator.isEmpty()) {
      return Optional.empty();
    }
    String type = evaluator.get().text("type").orElse(EvaluatorDefinition.DEFAULT_TYPE);
    TreeMap<String, Object> settings = new TreeMap<>(evaluator.get().plain());
    settings.remove("type");
    return Optional.of(new EvaluatorDefinition(type, settings));
  }

  private static EvaluatorDefinition judge() {
    return new EvaluatorDefinition(EvaluatorDefinition.DEFAULT_TYPE, new TreeMap<>());
  }

  private static Optional<SortedSet<String>> services(JsonBody body) {
    Optional<List<String>> services = body.uniqueTexts(SERVICES);
    services.ifPresent(
        ids -> {
          for (int i = 0; i < ids.size(); i++) {
            if (!ids.get(i).equals(Metric.EVERY_SERVICE)
                && !Query.ID.matcher(ids.get(i)).matches()) {
              body.problemAt(
                  SERVICES, i, "Input should be an id of 24 lowercase hex digits, or *", "id");
            }
          }
        });
    return services.map(TreeSet::new);
  }

  /** Whether the texts are fit for tags is the catalog's to say. */
  private static Optional<SortedMap<String, @Nullable String>> tags(JsonBody body) {
    Optional<Map<String, @Nullable String>> texts = body.object("tags").map(JsonBody::texts);
    return texts.map(TreeMap::new);
  }
}
