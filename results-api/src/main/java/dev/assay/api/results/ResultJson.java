package dev.assay.api.results;

import dev.assay.archive.Simulation;
import dev.assay.results.read.StoredResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as clients see them. */
final class ResultJson {

  private ResultJson() {}

  static Map<String, @Nullable Object> of(StoredResult result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", result.id());
    json.put("org_id", result.orgId());
    json.put("metric_id", result.metricId());
    json.put("metric_version", result.metricVersion());
    json.put("result", result.value());
    json.put("justification", result.justification());
    json.put("source_type", result.sourceType());
    json.put("source", source(result));
    json.put("created_at", result.createdAt().toString());
    json.put("updated_at", result.updatedAt().toString());
    return json;
  }

  private static Map<String, @Nullable Object> source(StoredResult result) {
    Map<String, @Nullable Object> source = new LinkedHashMap<>();
    source.put("type", result.sourceType());
    Simulation simulation = result.simulation();
    if (simulation != null) {
      source.put("simulation_unit_test_set_run_id", simulation.unitTestSetRunId());
      source.put("unit_test_id", simulation.unitTestId());
      source.put("run_index", simulation.runIndex());
    } else {
      source.put("conversation_id", result.conversationId());
    }
    if (result.sourceType().equals("manual")) {
      source.put("evaluate_to_interaction_id", result.manual().toInteractionId());
      Map<String, @Nullable Object> invokedBy = new LinkedHashMap<>();
      invokedBy.put("org_id", result.manual().orgId());
      invokedBy.put("user_id", result.manual().userId());
      source.put("invoked_by", invokedBy);
    }
    source.put("references", result.references());
    return source;
  }
}
