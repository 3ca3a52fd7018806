package dev.assay.ledger.admission;

import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchDraft;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.batch.BatchLine;
import dev.assay.evaluators.batch.BatchedKey;
import dev.assay.ledger.store.CallIds;
import dev.assay.ledger.store.CallRow;
import dev.assay.ledger.store.Deflated;
import dev.assay.ledger.store.ItemText;
import dev.assay.ledger.store.KnownEntries;
import dev.assay.ledger.store.LedgerFailed;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.Owner;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link BatchDrafts} in the ledger's database. */
public final class StoredDrafts implements BatchDrafts {
  private final LedgerWriter writer;
  private final Statements statements;
  private final String runId;
  private final String ownerId;
  private final boolean isPostgresql;
  private final Budget budget;
  private final CallIds ids;
  private final BatchLimits limits;
  private final String endpoint;
  private final Map<String, Filling> filling = new HashMap<>();
  private boolean budgetEnded;

  /** A batch that calls are added to. */
  private record Filling(int number, long calls, long bytes) {}

  public StoredDrafts(
      LedgerWriter writer,
      String runId,
      Owner owner,
      boolean isPostgresql,
      Budget budget,
      CallIds ids,
      BatchLimits limits,
      String endpoint) {
    this.writer = writer;
    this.statements = writer.statements();
    this.runId = runId;
    this.ownerId = owner.id();
    this.isPostgresql = isPostgresql;
    this.budget = budget;
    this.ids = ids;
    this.limits = limits;
    this.endpoint = endpoint;
  }

  /** Takes up what the run has reserved and begun before. */
  public void open() throws SQLException {
    statements
        .query(
            """
            SELECT bound_input_tokens, bound_output_tokens, bound_cost_nanos FROM judge_call
            WHERE run_id = ? AND state = 'batched'""",
            row -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3)),
            runId)
        .forEach(budget::reserve);
    record Found(String model, Filling batch) {}
    statements
        .query(
            "SELECT model, number, calls, bytes FROM judge_batch WHERE run_id = ? AND state = ?",
            row -> new Found(row.getString(1), filling(row)),
            runId,
            Batch.State.FILLING.word())
        .forEach(found -> filling.put(found.model(), found.batch()));
  }

  @Override
  public void begin() {
    LedgerFailed.unless(
        "change",
        () -> {
          writer.begin();
          if (isPostgresql) {
            statements.execute("LOCK TABLE judge_batch_item IN SHARE ROW EXCLUSIVE MODE");
          }
          return true;
        });
  }

  @Override
  public void commit() {
    LedgerFailed.unless(
        "change",
        () -> {
          writer.commit();
          return true;
        });
  }

  @Override
  public Map<String, BatchedKey> look(Set<String> keys) {
    return LedgerFailed.unless("read", () -> found(keys));
  }

  @Override
  public boolean add(BatchDraft draft) {
    return LedgerFailed.unless("change", () -> added(draft));
  }

  @Override
  public void settle(BatchedKey.Replied replied, Call call, Map<String, Entry> entries) {
    LedgerFailed.unless(
        "change",
        () -> {
          settled(replied.callId(), ItemText.of(replied.items(), entries));
          long answers =
              writer.keepEntries(call, replied.callId(), entries, createdAt(replied.callId()));
          statements.update(
              "UPDATE judge_run SET answers = answers + ? WHERE run_id = ?", answers, runId);
          for (String key : entries.keySet()) {
            statements.update(
                "DELETE FROM judge_batch_item WHERE key = ? AND call_id = ?",
                key,
                replied.callId());
          }
          return true;
        });
  }

  @Override
  public void leaveOver(String code, String message) {
    LedgerFailed.unless(
        "change",
        () ->
            statements.update(
                """
                UPDATE judge_run SET refusal_code = ?, refusal_message = ?
                WHERE run_id = ? AND refusal_code IS NULL""",
                code,
                message,
                runId));
  }

  @Override
  public void settleUnread() {
    LedgerFailed.unless(
        "change",
        () -> {
          List<String> unread =
              statements.query(
                  "SELECT id FROM judge_call WHERE run_id = ? AND state = 'replied' ORDER BY id",
                  row -> row.getString(1),
                  runId);
          for (String callId : unread) {
            settled(callId, null);
          }
          return true;
        });
  }

  @Override
  public void close() {
    LedgerFailed.unless(
        "close",
        () -> {
          writer.close();
          return true;
        });
  }

  private Map<String, BatchedKey> found(Set<String> keys) throws SQLException {
    KnownEntries known = writer.lookUp(keys);
    Map<String, BatchedKey> found = new HashMap<>();
    known.elsewhere().keySet().forEach(key -> found.put(key, new BatchedKey.UnderWay()));
    record Batched(String key, BatchedKey state) {}
    statements
        .queryByKeys(
            """
            SELECT i.key, i.run_id = ?, c.id, c.state, c.attempt, c.items, c.http_status,
              c.request, c.answer, c.input_tokens, c.output_tokens, c.cost_nanos,
              c.bound_input_tokens, c.bound_output_tokens, c.bound_cost_nanos
            FROM judge_batch_item i LEFT JOIN judge_call c ON c.id = i.call_id
            WHERE i.key IN (%s)""",
            keys,
            row -> {
              String key = row.getString(1);
              return state(row).map(state -> new Batched(key, state));
            },
            runId)
        .stream()
        .flatMap(Optional::stream)
        .forEach(batched -> found.put(batched.key(), batched.state()));
    known.entries().forEach((key, entry) -> found.put(key, new BatchedKey.Known(entry)));
    return found;
  }

  /** What is to be known of a key whose newest call in a batch this is. */
  private static Optional<BatchedKey> state(ResultSet row) throws SQLException {
    boolean own = row.getBoolean(2);
    String state = row.getString(4);
    if ("batched".equals(state) || ("replied".equals(state) && !own)) {
      return Optional.of(new BatchedKey.UnderWay());
    }
    if (!own) {
      return Optional.empty();
    }
    if (!"replied".equals(state)) {
      return Optional.of(new BatchedKey.GivenUp());
    }
    boolean known = row.getObject(10) != null;
    int usage = known ? 10 : 13;
    return Optional.of(
        new BatchedKey.Replied(
            row.getString(3),
            row.getInt(5),
            ItemText.read(row.getString(6)).stream().map(SettledCall.ItemOutcome::item).toList(),
            row.getInt(7),
            new Usage(row.getLong(usage), row.getLong(usage + 1), row.getLong(usage + 2)),
            Objects.requireNonNull(CallRow.text(row.getBytes(8))),
            CallRow.text(row.getBytes(9))));
  }

  private boolean added(BatchDraft draft) throws SQLException {
    if (budgetEnded) {
      return false;
    }
    if (!budget.fits(draft.bound())) {
      budgetEnded = true;
      writer.saveRefusal(AdmissionControl.BUDGET_ENDED, budget.whyEnded(draft.bound()));
      return false;
    }
    String callId = ids.next();
    long micros = ids.micros();
    BatchLine line = new BatchLine(callId, draft.request());
    int batch = place(draft.call().model(), line.bytes().length, micros);
    Call call = draft.call();
    Usage bound = draft.bound();
    statements.update(
        """
        INSERT INTO judge_call (id, run_id, owner, state, org_id, conversation_id, content_hash,
          model, parameters, prompt_template, items, bound_input_tokens, bound_output_tokens,
          bound_cost_nanos, created_at, request, batch_number, attempt)
        VALUES (?, ?, ?, 'batched', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        callId,
        runId,
        ownerId,
        call.orgId(),
        call.conversationId(),
        call.contentHash(),
        call.model(),
        call.parameters(),
        call.promptTemplate(),
        ItemText.of(call.items(), Map.of()),
        bound.inputTokens(),
        bound.outputTokens(),
        bound.costNanos(),
        micros,
        Deflated.of(draft.request()),
        batch,
        draft.attempt());
    for (Item item : call.items()) {
      statements.update(
          """
          INSERT INTO judge_batch_item (key, run_id, call_id) VALUES (?, ?, ?)
          ON CONFLICT (key) DO UPDATE SET run_id = excluded.run_id, call_id = excluded.call_id""",
          item.key(),
          runId,
          callId);
    }
    budget.reserve(bound);
    return true;
  }

  /** The batch that a call goes into. */
  private int place(String model, long bytes, long micros) throws SQLException {
    Filling open = filling.get(model);
    if (open != null && (open.calls() >= limits.calls() || open.bytes() + bytes > limits.bytes())) {
      statements.update(
          "UPDATE judge_batch SET state = ? WHERE run_id = ? AND number = ?",
          Batch.State.SEALED.word(),
          runId,
          open.number());
      open = null;
    }
    if (open == null) {
      statements.update("UPDATE judge_run SET last_batch = last_batch + 1 WHERE run_id = ?", runId);
      int number =
          statements
              .query(
                  "SELECT last_batch FROM judge_run WHERE run_id = ?", row -> row.getInt(1), runId)
              .get(0);
      statements.update(
          """
          INSERT INTO judge_batch (run_id, number, endpoint, model, state, calls, bytes, created_at)
          VALUES (?, ?, ?, ?, ?, 0, 0, ?)""",
          runId,
          number,
          endpoint,
          model,
          Batch.State.FILLING.word(),
          micros);
      open = new Filling(number, 0, 0);
    }
    filling.put(model, new Filling(open.number(), open.calls() + 1, open.bytes() + bytes));
    statements.update(
        """
        UPDATE judge_batch SET calls = calls + 1, bytes = bytes + ?
        WHERE run_id = ? AND number = ?""",
        bytes,
        runId,
        open.number());
    return open.number();
  }

  private void settled(String callId, @Nullable String items) throws SQLException {
    statements.update(
        "UPDATE judge_run SET last_sequence = last_sequence + 1 WHERE run_id = ?", runId);
    statements.update(
        """
        UPDATE judge_call SET state = 'settled', items = coalesce(?, items),
          sequence = (SELECT last_sequence FROM judge_run WHERE run_id = judge_call.run_id)
        WHERE id = ?""",
        items,
        callId);
  }

  private long createdAt(String callId) throws SQLException {
    return statements
        .query("SELECT created_at FROM judge_call WHERE id = ?", row -> row.getLong(1), callId)
        .get(0);
  }

  private static Filling filling(ResultSet row) throws SQLException {
    return new Filling(row.getInt(2), row.getLong(3), row.getLong(4));
  }
}
