package dev.assay.evaluators.judge.ledger;

import dev.assay.evaluators.Usage;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Ends what dead owners have begun: their calls are lost and count with the most that they can have
 * used, and their keys may be asked again. Works within the caller's transaction.
 */
final class Recovery {
  private final Statements statements;
  private final Owner self;

  Recovery(Statements statements, Owner self) {
    this.statements = statements;
    this.self = self;
  }

  /** Makes this owner known, before it begins anything. */
  void enter() throws SQLException {
    statements.update(
        "INSERT INTO judge_owner (id, started_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        self.id(),
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }

  /** Recovers every dead owner. */
  void recoverAll() throws SQLException {
    List<String> others =
        statements.query(
            "SELECT id FROM judge_owner WHERE id <> ?", row -> row.getString(1), self.id());
    for (String other : others) {
      recoverIfDead(other);
    }
  }

  /** Whether the owner is dead; if so, what it had begun is over now. */
  boolean recoverIfDead(String other) throws SQLException {
    if (!self.isDead(other)) {
      return false;
    }
    record Open(String callId, String runId, Usage bound) {}
    List<Open> open =
        statements.query(
            """
            SELECT id, run_id, bound_input_tokens, bound_output_tokens, bound_cost_nanos
            FROM judge_call WHERE owner = ? AND state = 'reserved' ORDER BY id""",
            row ->
                new Open(
                    row.getString(1),
                    row.getString(2),
                    new Usage(row.getLong(3), row.getLong(4), row.getLong(5))),
            other);
    for (Open call : open) {
      statements.update(
          """
          UPDATE judge_run SET last_sequence = last_sequence + 1, calls = calls + 1,
            input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,
            cost_nanos = cost_nanos + ?
          WHERE run_id = ?""",
          call.bound().inputTokens(),
          call.bound().outputTokens(),
          call.bound().costNanos(),
          call.runId());
      statements.update(
          """
          UPDATE judge_call SET state = 'lost',
            sequence = (SELECT last_sequence FROM judge_run WHERE run_id = judge_call.run_id)
          WHERE id = ?""",
          call.callId());
    }
    statements.update("DELETE FROM judge_in_flight WHERE owner = ?", other);
    statements.update("DELETE FROM judge_owner WHERE id = ?", other);
    return true;
  }
}
