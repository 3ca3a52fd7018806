package dev.assay.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.evaluators.LedgerKey;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.store.SettledCall;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay judgement show}. */
@Command(
    name = "show",
    description = {
      "Shows the exact request and answer behind a result, as JSON.",
      "",
      "A result whose answer was paid for by an earlier run shows that run's call."
    },
    mixinStandardHelpOptions = true)
final class JudgementShowCommand implements Callable<Integer> {

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(
      paramLabel = "ID",
      description = "Id of a result, key of the ledger (64 hex) or id of a call")
  String id = "";

  @Override
  public Integer call() throws JsonProcessingException {
    try (Workbench bench = home.open(home.settings())) {
      Optional<ObjectNode> found =
          KEY.matcher(id).matches()
              ? ofKey(bench, id)
              : keyOfResult(bench.warehouse())
                  .map(key -> ofKey(bench, key))
                  .orElseGet(() -> ofCall(bench, id));
      System.out.println(
          JSON.writeValueAsString(
              found.orElseThrow(
                  () ->
                      new UserError(
                          ("Cannot find a judge's call of '%s': it is no id of a result that a judge"
                                  + " gave, no key of an answer and no id of a call in this home. Ids"
                                  + " of results are in current_result.")
                              .formatted(id)))));
      return 0;
    }
  }

  private Optional<String> keyOfResult(Warehouse warehouse) {
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

  private static Optional<ObjectNode> ofKey(Workbench bench, String key) {
    return bench.ledger().callOf(key).flatMap(call -> ofCall(bench, call));
  }

  private static Optional<ObjectNode> ofCall(Workbench bench, String callId) {
    LedgerStore store = bench.ledger();
    Optional<ObjectNode> fresh = store.call(callId).map(JudgementShowCommand::json);
    return fresh.isPresent() ? fresh : folded(bench.warehouse(), callId);
  }

  private static Optional<ObjectNode> folded(Warehouse warehouse, String callId) {
    return TableQuery.query(
            warehouse,
            Map.of(AssayTable.JUDGEMENT, Predicates.equal("id", callId)),
            """
            SELECT id, run_id, conversation_id, model, parameters, prompt_template, call_end,
              input_tokens, output_tokens, cost, latency_ms, created_at::VARCHAR,
              to_json(items)::VARCHAR, request, answer
            FROM judgement WHERE id = ?""",
            JudgementShowCommand::json,
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
    json.put("cost", call.usage().costNanos() / 1e9);
    json.put("latency_ms", call.latencyMillis());
    json.put(
        "created_at",
        java.time.Instant.EPOCH
            .plus(call.createdAtMicros(), java.time.temporal.ChronoUnit.MICROS)
            .toString());
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
