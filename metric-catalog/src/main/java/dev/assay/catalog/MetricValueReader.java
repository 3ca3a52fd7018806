package dev.assay.catalog;

import dev.assay.catalog.yaml.YamlMap;
import dev.assay.catalog.yaml.YamlValues;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a metric's {@code metric_value}; nothing when it has a problem, which is reported. */
final class MetricValueReader {
  private static final String KEY = "metric_value";

  private final YamlValues values;
  private final FileProblems problems;

  MetricValueReader(YamlValues values, FileProblems problems) {
    this.values = values;
    this.problems = problems;
  }

  Optional<MetricValue> read(YamlMap metric) {
    return metric
        .required(KEY)
        .flatMap(node -> YamlMap.read(node, "'metric_value'", problems))
        .flatMap(map -> map.requiredText("type").flatMap(type -> read(map, type)));
  }

  private Optional<MetricValue> read(YamlMap map, String type) {
    int before = problems.all().size();
    Optional<MetricValue> value =
        switch (type) {
          case "boolean" -> {
            map.allowOnly(Set.of("type"));
            yield Optional.of(new MetricValue.BooleanValue());
          }
          case "numerical" ->
              numerical(map.allowOnly(Set.of("type", "lower_bound", "upper_bound")));
          case "categorical" -> categorical(map.allowOnly(Set.of("type", "categories")));
          default -> {
            problems.add(
                map.lineOf("type"),
                "Unsupported type '%s' in 'metric_value': use boolean, numerical or categorical"
                    .formatted(type));
            yield Optional.empty();
          }
        };
    return value.filter(read -> problems.all().size() == before);
  }

  private Optional<MetricValue> numerical(YamlMap map) {
    Optional<Double> lower = number(map, "lower_bound");
    Optional<Double> upper = number(map, "upper_bound");
    if (lower.isPresent() && upper.isPresent()) {
      try {
        return Optional.of(new MetricValue.NumericalValue(lower.get(), upper.get()));
      } catch (IllegalArgumentException e) {
        problems.add(map.lineOf("lower_bound"), String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private Optional<Double> number(YamlMap map, String key) {
    Optional<Node> node = map.required(key);
    if (node.isPresent()) {
      if (values.value(node.get()) instanceof Number number
          && Double.isFinite(number.doubleValue())) {
        return Optional.of(number.doubleValue());
      }
      problems.add(
          node.get(), "Invalid '%s' in 'metric_value': it must be a finite number".formatted(key));
    }
    return Optional.empty();
  }

  private Optional<MetricValue> categorical(YamlMap map) {
    int before = problems.all().size();
    List<String> categories = new ArrayList<>();
    if (map.required("categories").isPresent()) {
      for (Node item : map.items("categories")) {
        map.text(item, "category").ifPresent(categories::add);
      }
    }
    if (problems.all().size() == before) {
      try {
        return Optional.of(new MetricValue.CategoricalValue(categories));
      } catch (IllegalArgumentException e) {
        problems.add(map.lineOf("categories"), String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
