package dev.assay.ledger.store;

import dev.assay.evaluators.Usage;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may change the ledger: an owner, from when it has entered until it ends or another takes it
 * for dead. Its row is its fence: an id is given to one owner alone, and whoever takes an owner for
 * dead removes the row before anything else, so that an owner that has lost its lock without
 * knowing changes nothing more. Works within the caller's transaction.
 */
final class Ownership {
  private final Statements statements;
  private final Owner self;
  private final boolean isPostgresql;

  Ownership(Statements statements, Owner self, boolean isPostgresql) {
    this.statements = statements;
    this.self = self;
    this.isPostgresql = isPostgresql;
  }

  /** Makes this owner known; once, before it changes anything. */
  void enter() throws SQLException {
    statements.update(
        "INSERT INTO judge_owner (id, started_at) VALUES (?, ?)",
        self.id(),
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }

  /**
   * Lets only an owner go on that nobody has taken for dead, nor can before the transaction's end.
   * On SQLite the transaction alone sees to the latter.
   *
   * @throws LedgerFailed when another has taken over
   */
  void check() throws SQLException {
    String row = "SELECT id FROM judge_owner WHERE id = ?";
    String held = isPostgresql ? row + " FOR KEY SHARE" : row;
    if (statements.query(held, found -> found.getString(1), self.id()).isEmpty()) {
      throw LedgerFailed.takenOver();
    }
  }

  /** Keeps all other writers off until the transaction's end, and checks. */
  void checkAlone() throws SQLException {
    keepOthersOff();
    check();
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

  /** Whether another owner is dead; if so, what it had begun is over now. */
  boolean recoverIfDead(String other) throws SQLException {
    if (!self.isDead(other)) {
      return false;
    }
    end(other);
    return true;
  }

  /** This owner ends, unless another has seen to that; what it has not settled is lost. */
  void end() throws SQLException {
    keepOthersOff();
    end(self.id());
  }

  /** What an earlier ledger of the run in this process has not settled is lost. */
  void lose(String runId) throws SQLException {
    lose(self.id(), runId);
  }

  private void keepOthersOff() throws SQLException {
    if (isPostgresql) {
      statements.execute("LOCK TABLE judge_in_flight IN SHARE ROW EXCLUSIVE MODE");
    }
  }

  private void end(String owner) throws SQLException {
    statements.update("DELETE FROM judge_owner WHERE id = ?", owner);
    lose(owner, null);
  }

  /** Calls that nobody will settle count with the most that they can have used. */
  private void lose(String owner, @Nullable String runId) throws SQLException {
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
            owner);
    for (Open call : open) {
      if (runId == null || runId.equals(call.runId())) {
        lose(owner, call.callId(), call.runId(), call.bound());
      }
    }
  }

  private void lose(String owner, String callId, String runId, Usage bound) throws SQLException {
    statements.update(
        """
        UPDATE judge_run SET last_sequence = last_sequence + 1, calls = calls + 1,
          input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,
          cost_nanos = cost_nanos + ?
        WHERE run_id = ?""",
        bound.inputTokens(),
        bound.outputTokens(),
        bound.costNanos(),
        runId);
    statements.update(
        """
        UPDATE judge_call SET state = 'lost',
          sequence = (SELECT last_sequence FROM judge_run WHERE run_id = judge_call.run_id)
        WHERE id = ?""",
        callId);
    statements.update("DELETE FROM judge_in_flight WHERE owner = ? AND call_id = ?", owner, callId);
  }
}
