package dev.assay.catalog.file;

import dev.assay.catalog.MetricValue;
import dev.assay.catalog.yaml.YamlFile;
import dev.assay.catalog.yaml.YamlMap;
import dev.assay.catalog.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a metric's {@code metric_value}; nothing when it has a problem, which is reported. */
final class MetricValueReader {
  private static final String KEY = "metric_value";

  private final YamlFile file;

  MetricValueReader(YamlFile file) {
    this.file = file;
  }

  Optional<MetricValue> read(YamlMap metric) {
    return metric
        .required(KEY)
        .flatMap(node -> node.map("'metric_value'"))
        .flatMap(map -> map.requiredText("type").flatMap(type -> read(map, type)));
  }

  private Optional<MetricValue> read(YamlMap map, String type) {
    int before = file.problemCount();
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
            map.report(
                "type",
                "Unsupported type '%s' in 'metric_value': use boolean, numerical or categorical"
                    .formatted(type));
            yield Optional.empty();
          }
        };
    return value.filter(read -> file.problemCount() == before);
  }

  private Optional<MetricValue> numerical(YamlMap map) {
    Optional<Double> lower = number(map, "lower_bound");
    Optional<Double> upper = number(map, "upper_bound");
    if (lower.isPresent() && upper.isPresent()) {
      try {
        return Optional.of(new MetricValue.NumericalValue(lower.get(), upper.get()));
      } catch (IllegalArgumentException e) {
        map.report("lower_bound", String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private Optional<Double> number(YamlMap map, String key) {
    Optional<YamlNode> node = map.required(key);
    if (node.isPresent()) {
      if (node.get().value() instanceof Number number && Double.isFinite(number.doubleValue())) {
        return Optional.of(number.doubleValue());
      }
      node.get()
          .report("Invalid '%s' in 'metric_value': it must be a finite number".formatted(key));
    }
    return Optional.empty();
  }

  private Optional<MetricValue> categorical(YamlMap map) {
    int before = file.problemCount();
    List<String> categories = new ArrayList<>();
    if (map.required("categories").isPresent()) {
      for (YamlNode item : map.items("categories")) {
        item.text(map.within("category")).ifPresent(categories::add);
      }
    }
    if (file.problemCount() == before) {
      try {
        return Optional.of(new MetricValue.CategoricalValue(categories));
      } catch (IllegalArgumentException e) {
        map.report("categories", String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
