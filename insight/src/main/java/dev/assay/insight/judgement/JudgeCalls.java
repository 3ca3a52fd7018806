package dev.assay.insight.judgement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.evaluators.LedgerKey;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.store.SettledCall;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The exact requests to judges and their answers, as JSON: from the ledger, and once they are
 * folded from the table {@code judgement}.
 *
 * @param warehouse the tables
 * @param ledger opens the ledger, where it is needed
 */
public record JudgeCalls(Warehouse warehouse, Supplier<LedgerStore> ledger) {

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final double NANOS = 1e9;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The call behind a result, an answer's key (64 hex digits) or a call's id; empty when there is
   * none. A result whose answer was paid for by an earlier run has that run's call.
   */
  public Optional<ObjectNode> find(String id) {
    return KEY.matcher(id).matches()
        ? ofKey(id)
        : keyOfResult(id).map(this::ofKey).orElseGet(() -> ofCall(id));
  }

  private Optional<String> keyOfResult(String id) {
    return TableQuery.query(
            warehouse,
            """
            SELECT org_id, content_hash, evaluator_fingerprint FROM metric_evaluation_result
            WHERE id = ? AND evaluator = 'judge'
            UNION ALL
            SELECT org_id, content_hash, evaluator_fingerprint FROM metric_evaluation_history
            WHERE id = ? AND evaluator = 'judge'""",
            rows -> LedgerKey.of(rows.getString(1), rows.getString(2), rows.getString(3)),
            id,
            id)
        .stream()
        .findFirst();
  }

  private Optional<ObjectNode> ofKey(String key) {
    return ledger.get().callOf(key).flatMap(this::ofCall);
  }

  private Optional<ObjectNode> ofCall(String callId) {
    Optional<ObjectNode> fresh = ledger.get().call(callId).map(JudgeCalls::json);
    return fresh.isPresent() ? fresh : folded(callId);
  }

  private Optional<ObjectNode> folded(String callId) {
    return TableQuery.query(
            warehouse,
            Map.of(AssayTable.JUDGEMENT, Predicates.equal("id", callId)),
            """
            SELECT id, run_id, conversation_id, model, parameters, prompt_template, call_end,
              input_tokens, output_tokens, cost, latency_ms, created_at::VARCHAR,
              to_json(items)::VARCHAR, request, answer
            FROM judgement WHERE id = ?""",
            JudgeCalls::json,
            callId)
        .stream()
        .findFirst();
  }

  private static ObjectNode json(ResultSet row) throws SQLException {
    ObjectNode json = JSON.createObjectNode();
    json.put("call_id", row.getString(1));
    json.put("run_id", row.getString(2));
    json.put("conversation_id", row.getString(3));
    json.put("model", row.getString(4));
    json.set("parameters", parsed(row.getString(5)));
    json.put("prompt_template", row.getString(6));
    json.put("end", row.getString(7));
    json.put("input_tokens", row.getLong(8));
    json.put("output_tokens", row.getLong(9));
    json.put("cost", row.getDouble(10));
    json.put("latency_ms", row.getLong(11));
    json.put("created_at", row.getString(12));
    json.set("items", parsed(row.getString(13)));
    json.set("request", parsed(row.getString(14)));
    json.set("answer", parsed(row.getString(15)));
    return json;
  }

  private static ObjectNode json(SettledCall call) {
    ObjectNode json = JSON.createObjectNode();
    json.put("call_id", call.id());
    json.put("run_id", call.runId());
    json.put("conversation_id", call.conversationId());
    json.put("model", call.model());
    json.set("parameters", parsed(call.parameters()));
    json.put("prompt_template", call.promptTemplate());
    json.put("end", call.end());
    json.put("input_tokens", call.usage().inputTokens());
    json.put("output_tokens", call.usage().outputTokens());
    json.put("cost", call.usage().costNanos() / NANOS);
    json.put("latency_ms", call.latencyMillis());
    json.put(
        "created_at", Instant.EPOCH.plus(call.createdAtMicros(), ChronoUnit.MICROS).toString());
    json.set("items", JSON.valueToTree(items(call)));
    json.set("request", parsed(call.request()));
    json.set("answer", parsed(call.answer()));
    return json;
  }

  private static List<Map<String, Object>> items(SettledCall call) {
    return call.items().stream()
        .map(
            each ->
                Map.<String, Object>of(
                    "key", each.item().key(),
                    "metric_id", each.item().metricId(),
                    "metric_version", each.item().metricVersion(),
                    "outcome", each.outcome()))
        .toList();
  }

  /** JSON where it is JSON, else the text as it is. */
  private static JsonNode parsed(@Nullable String text) {
    if (text == null) {
      return JSON.nullNode();
    }
    try {
      JsonNode json = JSON.readTree(text);
      return json == null || json.isMissingNode() ? TextNode.valueOf(text) : json;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
