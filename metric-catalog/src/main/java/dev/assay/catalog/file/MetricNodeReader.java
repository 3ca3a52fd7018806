package dev.assay.catalog.file;

import dev.assay.catalog.CatalogException;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.DefinitionProblem;
import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.yaml.YamlFile;
import dev.assay.catalog.yaml.YamlMap;
import dev.assay.catalog.yaml.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one metric of a file and reports everything that is wrong with it. What could not be read
 * is stood in for, so that the rest can still be checked.
 */
final class MetricNodeReader {
  private static final String UNKNOWN = "(unknown)";
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "description",
          "metric_value",
          "applied_to_services",
          "additional_notes",
          "tags",
          "sampling_rate",
          "evaluator");

  private final YamlFile file;

  MetricNodeReader(YamlFile file) {
    this.file = file;
  }

  Optional<FileMetric> read(YamlNode node) {
    return node.map("a metric").map(map -> read(map.allowOnly(KEYS)));
  }

  /** What was read of a metric; the value and evaluator are stood in for when broken. */
  private record Parts(
      Optional<String> name,
      Optional<String> description,
      SortedSet<String> services,
      Optional<String> notes,
      SortedMap<String, @Nullable String> tags,
      double samplingRate,
      MetricValue value,
      EvaluatorDefinition evaluator) {

    MetricDefinition definition() {
      return new MetricDefinition(
          name.orElse(UNKNOWN),
          description.orElse(UNKNOWN),
          value,
          evaluator,
          services,
          notes.orElse(null),
          tags,
          samplingRate);
    }

    MetricDefinition without(Set<String> broken) {
      return new MetricDefinition(
          broken.contains("name") ? UNKNOWN : name.orElse(UNKNOWN),
          UNKNOWN,
          value,
          broken.contains("evaluator") ? judge() : evaluator,
          new TreeSet<>(),
          null,
          new TreeMap<>());
    }
  }

  private FileMetric read(YamlMap metric) {
    int before = file.problemCount();
    Optional<String> name = metric.requiredText("name");
    Optional<String> description = metric.requiredText("description");
    SortedSet<String> services = services(metric);
    Optional<String> notes = metric.text("additional_notes");
    SortedMap<String, @Nullable String> tags = tags(metric);
    double samplingRate = samplingRate(metric);
    int beforeValue = file.problemCount();
    MetricValue value =
        new MetricValueReader(file).read(metric).orElseGet(MetricValue.BooleanValue::new);
    Optional<YamlMap> settings = metric.value("evaluator").flatMap(node -> node.map("'evaluator'"));
    EvaluatorDefinition evaluator = settings.map(this::evaluator).orElseGet(() -> judge());
    Set<String> broken = new TreeSet<>();
    if (file.problemCount() > beforeValue) {
      broken.add("evaluator");
    }
    Parts parts =
        new Parts(name, description, services, notes, tags, samplingRate, value, evaluator);
    MetricDefinition definition = define(metric, parts, broken);
    return new FileMetric(
        definition,
        file.path(),
        new FileMetric.Lines(
            metric.lineOf("name"), metric.lineOf("metric_value"), metric.lineOf("evaluator")),
        settings.map(MetricNodeReader::places).orElse(Map.of()),
        name.isPresent() && !broken.contains("name"),
        !broken.contains("evaluator"),
        file.problemCount() == before);
  }

  /** Reports the rules that the parts break, adds their fields to {@code broken}. */
  private MetricDefinition define(YamlMap metric, Parts parts, Set<String> broken) {
    try {
      return parts.definition();
    } catch (CatalogException.InvalidDefinition e) {
      for (DefinitionProblem problem : e.problems()) {
        metric.report(problem.field(), problem.message());
        broken.add(problem.field());
      }
      return parts.without(broken);
    }
  }

  private static EvaluatorDefinition judge() {
    return new EvaluatorDefinition(EvaluatorDefinition.DEFAULT_TYPE, new TreeMap<>());
  }

  private SortedSet<String> services(YamlMap metric) {
    if (!metric.has("applied_to_services")) {
      return new TreeSet<>(List.of(Metric.EVERY_SERVICE));
    }
    TreeSet<String> services = new TreeSet<>();
    for (YamlNode item : metric.items("applied_to_services")) {
      Optional<String> service = item.text(metric.within("service in 'applied_to_services'"));
      if (service.isPresent() && !services.add(service.get())) {
        item.report(
            "Duplicate service '%s' in 'applied_to_services': remove one".formatted(service.get()));
      }
    }
    return services;
  }

  private SortedMap<String, @Nullable String> tags(YamlMap metric) {
    TreeMap<String, @Nullable String> tags = new TreeMap<>();
    Optional<YamlMap> map = metric.value("tags").flatMap(node -> node.map("'tags'"));
    map.ifPresent(
        present ->
            present.forEach(
                (key, node) -> {
                  if (node.isNull()) {
                    tags.put(key, null);
                  } else {
                    node.text(present.within("value of '%s'".formatted(key)))
                        .ifPresent(text -> tags.put(key, text));
                  }
                }));
    return tags;
  }

  /** What is no number is reported; its bounds are a rule of the definition. */
  private double samplingRate(YamlMap metric) {
    Optional<YamlNode> node = metric.value("sampling_rate");
    Object rate = node.map(YamlNode::value).orElse(null);
    if (rate instanceof Number number) {
      return number.doubleValue();
    }
    if (node.isPresent() && rate != null) {
      node.get().report("Invalid 'sampling_rate' in a metric: give a number above 0, up to 1");
    }
    return Metric.EVERY_CONVERSATION;
  }

  private EvaluatorDefinition evaluator(YamlMap map) {
    TreeMap<String, Object> settings = new TreeMap<>();
    map.forEach(
        (key, node) -> {
          Object value = key.equals(CatalogJson.TYPE) ? null : node.value();
          if (value != null) {
            settings.put(key, value);
          }
        });
    String type = map.text(CatalogJson.TYPE).orElse(EvaluatorDefinition.DEFAULT_TYPE);
    return new EvaluatorDefinition(type, settings);
  }

  private static Map<String, YamlNode.Lines> places(YamlMap map) {
    Map<String, YamlNode.Lines> places = new HashMap<>();
    map.forEach((key, node) -> places.put(key, node.lines()));
    return places;
  }
}
