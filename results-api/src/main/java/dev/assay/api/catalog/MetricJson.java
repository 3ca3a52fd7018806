package dev.assay.api.catalog;

import dev.assay.api.http.Json;
import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogJson;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Metrics and versions as clients see them: the union of both dialects' fields. */
final class MetricJson {

  private MetricJson() {}

  static Map<String, @Nullable Object> of(Metric metric) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", metric.id());
    json.put("org_id", metric.orgId());
    json.put("name", metric.name());
    json.put("description", metric.latest().description());
    json.put("metric_value", Json.read(CatalogJson.write(metric.latest().value())));
    json.put("metric_value_type", metric.latest().value().type());
    json.put("evaluator", Json.read(CatalogJson.write(metric.latest().evaluator())));
    json.put("latest_version", metric.latest().version());
    json.put("applied_to_services", metric.appliedToServices());
    json.put("additional_notes", metric.additionalNotes());
    json.put("tags", tags(metric.tags()));
    json.put("sampling_rate", metric.samplingRate());
    json.put("creator", actor(metric.creator()));
    json.put("updated_by", actor(metric.updatedBy()));
    json.put("is_deleted", metric.deleted());
    json.put("created_at", metric.createdAt().toString());
    json.put("updated_at", metric.updatedAt().toString());
    return json;
  }

  /** With the id under both of its names. */
  static Map<String, @Nullable Object> found(Metric metric) {
    Map<String, @Nullable Object> json = of(metric);
    json.put("_id", metric.id());
    return json;
  }

  static Map<String, @Nullable Object> of(MetricVersion version) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("metric_id", version.metricId());
    json.put("version", version.version());
    json.put("description", version.description());
    json.put("metric_value", Json.read(CatalogJson.write(version.value())));
    json.put("evaluator", Json.read(CatalogJson.write(version.evaluator())));
    json.put("creator", actor(version.creator()));
    json.put("created_at", version.createdAt().toString());
    return json;
  }

  static Map<String, @Nullable Object> actor(Actor actor) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("org_id", actor.orgId());
    json.put("user_id", actor.userId());
    return json;
  }

  static List<Map<String, @Nullable Object>> tags(SortedMap<String, @Nullable String> tags) {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    tags.forEach((key, value) -> json.add(tag(key, value)));
    return json;
  }

  static Map<String, @Nullable Object> tag(String key, @Nullable String value) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("key", key);
    json.put("value", value);
    return json;
  }
}
