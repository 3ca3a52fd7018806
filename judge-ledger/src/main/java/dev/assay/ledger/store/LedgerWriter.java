package dev.assay.ledger.store;

import dev.assay.catalog.database.Transaction;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what one run does to the store, in transactions that hold off every other writer, so that
 * what was looked up holds until the commit. Single-threaded.
 */
public final class LedgerWriter implements AutoCloseable {
  private final Transaction transaction;
  private final Statements statements;
  private final String runId;
  private final Owner owner;
  private final Ownership ownership;
  private Spend earlier = Spend.NONE;
  private long sequence;
  private long answers;
  private long savedSequence;
  private long savedAnswers;

  LedgerWriter(Transaction transaction, String runId, Owner owner, boolean isPostgresql) {
    this.transaction = transaction;
    this.statements = new Statements(transaction.connection());
    this.runId = runId;
    this.owner = owner;
    this.ownership = new Ownership(statements, owner, isPostgresql);
  }

  /**
   * Begins a transaction; no other process writes until its end. The embedded database does so by
   * itself at the first statement.
   *
   * @throws LedgerFailed when another process has taken this one for dead
   */
  public void begin() throws SQLException {
    ownership.checkAlone();
  }

  public void commit() throws SQLException {
    transaction.commit();
  }

  public Statements statements() {
    return statements;
  }

  /**
   * Recovers what died, what an earlier ledger of the run in this process left open too, and makes
   * the run's row when there is none.
   *
   * @param after the run with which it shares its caps, or null
   * @return what both have spent so far
   */
  public Spend open(@Nullable String after) throws SQLException {
    ownership.recoverAll();
    ownership.lose(runId);
    statements.update(
        """
        INSERT INTO judge_run
          (run_id, last_sequence, calls, answers, input_tokens, output_tokens, cost_nanos)
        VALUES (?, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING""",
        runId);
    forgetRefusal();
    record Totals(long sequence, long answers) {}
    Totals totals =
        statements
            .query(
                "SELECT last_sequence, answers FROM judge_run WHERE run_id = ?",
                row -> new Totals(row.getLong(1), row.getLong(2)),
                runId)
            .get(0);
    sequence = totals.sequence();
    savedSequence = sequence;
    answers = totals.answers();
    savedAnswers = answers;
    earlier = after == null ? Spend.NONE : spendOf(after).orElse(Spend.NONE);
    return spendOf(runId).orElse(Spend.NONE).plus(earlier);
  }

  Optional<Spend> spendOf(String anyRunId) throws SQLException {
    return statements
        .query(
            """
            SELECT calls, input_tokens, output_tokens, cost_nanos FROM judge_run
            WHERE run_id = ?""",
            row ->
                new Spend(
                    row.getLong(1), new Usage(row.getLong(2), row.getLong(3), row.getLong(4))),
            anyRunId)
        .stream()
        .findFirst();
  }

  /** What the store has of the keys. */
  public KnownEntries lookUp(Set<String> keys) throws SQLException {
    Map<String, Entry> entries = new HashMap<>();
    record Found(String key, Entry entry) {}
    statements
        .queryByKeys(
            "SELECT key, code, message FROM judge_failure WHERE run_id = ? AND key IN (%s)",
            keys,
            row ->
                new Found(row.getString(1), new Entry.Failure(row.getString(2), row.getString(3))),
            runId)
        .forEach(f -> entries.put(f.key(), f.entry()));
    statements
        .queryByKeys(
            """
            SELECT key, answer, input_tokens, output_tokens, cost_nanos FROM judgement
            WHERE key IN (%s)""",
            keys,
            row ->
                new Found(
                    row.getString(1),
                    new Entry.Answer(
                        row.getString(2),
                        new Usage(row.getLong(3), row.getLong(4), row.getLong(5)))))
        .forEach(f -> entries.put(f.key(), f.entry()));
    Map<String, String> elsewhere = new HashMap<>();
    record InFlight(String key, String owner) {}
    statements
        .queryByKeys(
            "SELECT key, owner FROM judge_in_flight WHERE owner <> ? AND key IN (%s)",
            keys, row -> new InFlight(row.getString(1), row.getString(2)), owner.id())
        .forEach(f -> elsewhere.put(f.key(), f.owner()));
    return new KnownEntries(entries, elsewhere);
  }

  public void reserve(Reservation reservation) throws SQLException {
    Call call = reservation.call();
    Usage bound = reservation.bound();
    statements.update(
        """
        INSERT INTO judge_call (id, run_id, owner, state, org_id, conversation_id, content_hash,
          model, parameters, prompt_template, items, bound_input_tokens, bound_output_tokens,
          bound_cost_nanos, created_at)
        VALUES (?, ?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        reservation.callId(),
        runId,
        owner.id(),
        call.orgId(),
        call.conversationId(),
        call.contentHash(),
        call.model(),
        call.parameters(),
        call.promptTemplate(),
        ItemText.of(reservation.items(), Map.of()),
        bound.inputTokens(),
        bound.outputTokens(),
        bound.costNanos(),
        reservation.createdAtMicros());
    for (Item item : reservation.items()) {
      statements.update(
          "INSERT INTO judge_in_flight (key, owner, call_id) VALUES (?, ?, ?)",
          item.key(),
          owner.id(),
          reservation.callId());
    }
  }

  /** Keeps what came of a call of this run, and its answers. */
  public void settle(Reservation reservation, PackedSettlement settlement) throws SQLException {
    Usage usage = settlement.usage();
    statements.update(
        """
        UPDATE judge_call SET state = 'settled', sequence = ?, items = ?, input_tokens = ?,
          output_tokens = ?, cost_nanos = ?, call_end = ?, latency_millis = ?, request = ?,
          answer = ?
        WHERE id = ?""",
        ++sequence,
        ItemText.of(reservation.items(), settlement.entries()),
        usage == null ? null : usage.inputTokens(),
        usage == null ? null : usage.outputTokens(),
        usage == null ? null : usage.costNanos(),
        ItemText.word(settlement.end()),
        settlement.latencyMillis(),
        settlement.request(),
        settlement.answer(),
        settlement.callId());
    free(reservation);
    answers +=
        keepEntries(
            reservation.call(),
            settlement.callId(),
            settlement.entries(),
            reservation.createdAtMicros());
  }

  /** Keeps the answers of a call that counts as lost: they were paid for all the same. */
  public void keepLate(PackedSettlement settlement) throws SQLException {
    record Late(Call call, long createdAtMicros) {}
    List<Late> late =
        statements.query(
            "SELECT org_id, conversation_id, created_at FROM judge_call WHERE id = ?",
            row ->
                new Late(
                    new Call(row.getString(1), row.getString(2), "", "", "", "", List.of()),
                    row.getLong(3)),
            settlement.callId());
    for (Late call : late) {
      answers +=
          keepEntries(
              call.call(), settlement.callId(), settlement.entries(), call.createdAtMicros());
    }
  }

  /** Keeps what a call gave; how many answers of it are new. */
  public long keepEntries(
      Call call, String callId, Map<String, Entry> entries, long createdAtMicros)
      throws SQLException {
    long kept = 0;
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (entry.getValue() instanceof Entry.Answer answer) {
        kept +=
            statements.update(
                """
                INSERT INTO judgement (key, org_id, conversation_id, run_id, call_id, answer,
                  input_tokens, output_tokens, cost_nanos, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                entry.getKey(),
                call.orgId(),
                call.conversationId(),
                runId,
                callId,
                answer.answer(),
                answer.usage().inputTokens(),
                answer.usage().outputTokens(),
                answer.usage().costNanos(),
                createdAtMicros);
      } else if (entry.getValue() instanceof Entry.Failure failure) {
        statements.update(
            """
            INSERT INTO judge_failure (run_id, key, code, message) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING""",
            runId,
            entry.getKey(),
            failure.code(),
            failure.message());
      }
    }
    return kept;
  }

  /** Nobody will settle the call any more. */
  public void lose(Reservation reservation) throws SQLException {
    statements.update(
        "UPDATE judge_call SET state = 'lost', sequence = ? WHERE id = ?",
        ++sequence,
        reservation.callId());
    free(reservation);
  }

  /** The call was not made. */
  public void withdraw(Reservation reservation) throws SQLException {
    statements.update("DELETE FROM judge_call WHERE id = ?", reservation.callId());
    free(reservation);
  }

  /**
   * Keeps what the run itself has spent.
   *
   * @param before what both runs had when the transaction began
   * @param both what they have now
   */
  public void saveTotals(Spend before, Spend both) throws SQLException {
    if (sequence == savedSequence && answers == savedAnswers && before.equals(both)) {
      return;
    }
    savedSequence = sequence;
    savedAnswers = answers;
    Spend spent = both.minus(earlier);
    statements.update(
        """
        UPDATE judge_run SET last_sequence = ?, calls = ?, answers = ?, input_tokens = ?,
          output_tokens = ?, cost_nanos = ? WHERE run_id = ?""",
        sequence,
        spent.calls(),
        answers,
        spent.usage().inputTokens(),
        spent.usage().outputTokens(),
        spent.usage().costNanos(),
        runId);
  }

  public void saveRefusal(String code, String message) throws SQLException {
    statements.update(
        "UPDATE judge_run SET refusal_code = ?, refusal_message = ? WHERE run_id = ?",
        code,
        message,
        runId);
  }

  public void forgetRefusal() throws SQLException {
    statements.update(
        "UPDATE judge_run SET refusal_code = NULL, refusal_message = NULL WHERE run_id = ?", runId);
  }

  /** See {@link Ownership#recoverIfDead}. */
  public boolean recoverIfDead(String otherOwner) throws SQLException {
    return ownership.recoverIfDead(otherOwner);
  }

  /** What is not committed is undone. */
  @Override
  public void close() throws SQLException {
    try (transaction) {
      statements.close();
    }
  }

  private void free(Reservation reservation) throws SQLException {
    for (Item item : reservation.items()) {
      statements.update(
          "DELETE FROM judge_in_flight WHERE key = ? AND call_id = ?",
          item.key(),
          reservation.callId());
    }
  }
}
