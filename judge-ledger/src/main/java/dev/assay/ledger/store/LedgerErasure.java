package dev.assay.ledger.store;

import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.BatchLine;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Erases what the ledger keeps of conversations: calls with their requests and answers, known
 * answers, and what is said of them in failures. What was spent stays counted, and a call in a
 * batch that was sent counts with the most that it can use; its answer is passed over when the
 * batch is collected. Nobody else may use the ledger meanwhile. May be repeated after a crash.
 */
public final class LedgerErasure {
  private static final List<String> TABLES =
      List.of(
          "judge_call",
          "judgement",
          "judge_failure",
          "judge_batch",
          "judge_batch_item",
          "judge_in_flight",
          "judge_run");

  private static final String ERASED = "It named a conversation that was erased";

  private final LedgerDatabase database;

  /**
   * What was erased.
   *
   * @param calls requests with their answers
   * @param answers that were known by key
   */
  public record Erased(long calls, long answers) {}

  public LedgerErasure(LedgerDatabase database) {
    this.database = database;
  }

  /** How much there is of conversations. */
  public Erased count(String orgId, Collection<String> conversationIds) {
    return database.read(
        statements -> {
          long calls = 0;
          long answers = 0;
          for (String id : conversationIds) {
            calls += count(statements, "judge_call", orgId, id);
            answers += count(statements, "judgement", orgId, id);
          }
          return new Erased(calls, answers);
        });
  }

  /**
   * Erases conversations.
   *
   * @param keys of the ledger that asked about them
   * @param tells whether a text tells of them
   */
  public Erased erase(
      String orgId,
      Collection<String> conversationIds,
      Collection<String> keys,
      Predicate<String> tells) {
    Erased erased =
        database.changeAlone(
            (statements, ownership) -> {
              ownership.recoverAll();
              Set<String> allKeys = new HashSet<>(keys);
              long calls = 0;
              long answers = 0;
              for (String id : conversationIds) {
                for (Call call : calls(statements, orgId, id)) {
                  call.keys().forEach(allKeys::add);
                  erase(statements, call);
                  calls++;
                }
                answers +=
                    statements.update(
                        "DELETE FROM judgement WHERE org_id = ? AND conversation_id = ?",
                        orgId,
                        id);
              }
              forgetFailures(statements, allKeys, tells);
              return new Erased(calls, answers);
            });
    database.compact(TABLES);
    return erased;
  }

  private record Call(
      String id,
      String runId,
      String state,
      @Nullable Integer batch,
      Usage bound,
      @Nullable String request,
      List<String> keys) {}

  private static List<Call> calls(Statements statements, String orgId, String conversationId)
      throws SQLException {
    return statements.query(
        """
        SELECT id, run_id, state, batch_number, bound_input_tokens, bound_output_tokens,
          bound_cost_nanos, request, items
        FROM judge_call WHERE org_id = ? AND conversation_id = ? ORDER BY id""",
        row -> {
          int batch = row.getInt(4);
          return new Call(
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.wasNull() ? null : batch,
              new Usage(row.getLong(5), row.getLong(6), row.getLong(7)),
              CallRow.text(row.getBytes(8)),
              ItemText.read(row.getString(9)).stream().map(item -> item.item().key()).toList());
        },
        orgId,
        conversationId);
  }

  private static void erase(Statements statements, Call call) throws SQLException {
    if (call.state().equals("batched")) {
      leaveBatch(statements, call);
    }
    statements.update("DELETE FROM judge_in_flight WHERE call_id = ?", call.id());
    statements.update("DELETE FROM judge_batch_item WHERE call_id = ?", call.id());
    statements.update("DELETE FROM judge_call WHERE id = ?", call.id());
  }

  /** A batch that nobody was sent goes without the call; of another the call counts as spent. */
  private static void leaveBatch(Statements statements, Call call) throws SQLException {
    String request = call.request();
    long bytes = request == null ? 0 : new BatchLine(call.id(), request).bytes().length;
    int unsent =
        statements.update(
            """
            UPDATE judge_batch SET state = 'filling', input_sha256 = NULL, calls = calls - 1,
              bytes = bytes - ?
            WHERE run_id = ? AND number = ? AND state IN ('filling', 'sealed')""",
            bytes,
            call.runId(),
            call.batch());
    if (unsent > 0) {
      statements.update(
          "DELETE FROM judge_batch WHERE run_id = ? AND number = ? AND calls = 0",
          call.runId(),
          call.batch());
    } else {
      statements.update(
          """
          UPDATE judge_run SET calls = calls + 1, input_tokens = input_tokens + ?,
            output_tokens = output_tokens + ?, cost_nanos = cost_nanos + ? WHERE run_id = ?""",
          call.bound().inputTokens(),
          call.bound().outputTokens(),
          call.bound().costNanos(),
          call.runId());
    }
  }

  private static void forgetFailures(
      Statements statements, Set<String> keys, Predicate<String> tells) throws SQLException {
    record Failure(String runId, String key, String message) {}
    List<Failure> failures =
        statements.query(
            "SELECT run_id, key, message FROM judge_failure",
            row -> new Failure(row.getString(1), row.getString(2), row.getString(3)));
    for (Failure failure : failures) {
      if (keys.contains(failure.key()) || tells.test(failure.message())) {
        statements.update(
            "DELETE FROM judge_failure WHERE run_id = ? AND key = ?",
            failure.runId(),
            failure.key());
      }
    }
    record Refusal(String runId, String message) {}
    List<Refusal> refusals =
        statements.query(
            "SELECT run_id, refusal_message FROM judge_run WHERE refusal_message IS NOT NULL",
            row -> new Refusal(row.getString(1), row.getString(2)));
    for (Refusal refusal : refusals) {
      if (tells.test(refusal.message())) {
        statements.update(
            "UPDATE judge_run SET refusal_message = ? WHERE run_id = ?", ERASED, refusal.runId());
      }
    }
  }

  private static long count(Statements statements, String table, String orgId, String id)
      throws SQLException {
    return statements
        .query(
            "SELECT count(*) FROM %s WHERE org_id = ? AND conversation_id = ?".formatted(table),
            row -> row.getLong(1),
            orgId,
            id)
        .get(0);
  }
}
