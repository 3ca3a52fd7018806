package dev.assay.api.evaluate;

import dev.assay.api.http.JsonBody;
import dev.assay.api.http.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param metricIds one to ten, none twice
 * @param toInteractionId the last interaction that is looked at, or null for all
 */
record EvaluateRequest(
    List<String> metricIds, String conversationId, @Nullable String toInteractionId) {
  private static final int MOST_METRICS = 10;

  static EvaluateRequest of(JsonBody body) {
    body.require("metric_ids");
    List<String> metrics = body.uniqueTexts("metric_ids").orElse(List.of());
    if (body.has("metric_ids") && (metrics.isEmpty() || metrics.size() > MOST_METRICS)) {
      body.problem("metric_ids", "List should have 1 to 10 items", "list_length");
    }
    for (int i = 0; i < metrics.size(); i++) {
      if (!Query.ID.matcher(metrics.get(i)).matches()) {
        body.problemAt("metric_ids", i, "Input should be an id of 24 lowercase hex digits", "id");
      }
    }
    String conversation = body.requiredText("conversation_id");
    if (!conversation.isEmpty() && !Query.ID.matcher(conversation).matches()) {
      body.problem("conversation_id", "Input should be an id of 24 lowercase hex digits", "id");
    }
    String interaction = body.text("evaluate_to_interaction_id").orElse(null);
    body.check();
    return new EvaluateRequest(metrics, conversation, interaction);
  }
}
