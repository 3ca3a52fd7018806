package dev.assay.ledger.store;

import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.Batch.State;
import dev.assay.evaluators.batch.BatchLine;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.batch.BatchReply;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link BatchRegister} in the ledger's database. */
public final class StoredBatches implements BatchRegister {
  private static final int LINES_AT_ONCE = 200;

  private static final String COLUMNS =
      """
      SELECT run_id, number, endpoint, model, state, calls, bytes, input_sha256, file_id, batch_id,
        created_at
      FROM judge_batch\s""";

  private final LedgerDatabase database;
  private final String runId;

  public StoredBatches(LedgerDatabase database, String runId) {
    this.database = database;
    this.runId = runId;
  }

  @Override
  public List<Batch> open() {
    return database.read(
        s ->
            s.query(
                COLUMNS + "WHERE run_id = ? AND state <> ? ORDER BY number",
                StoredBatches::batch,
                runId,
                State.COLLECTED.word()));
  }

  @Override
  public List<Batch> all() {
    return database.read(
        s -> s.query(COLUMNS + "WHERE run_id = ? ORDER BY number", StoredBatches::batch, runId));
  }

  @Override
  public boolean hasUnread() {
    return database.read(
        s ->
            !s.query(
                    "SELECT id FROM judge_call WHERE run_id = ? AND state = 'replied' LIMIT 1",
                    row -> row.getString(1),
                    runId)
                .isEmpty());
  }

  @Override
  public void lines(Batch batch, Consumer<BatchLine> to) {
    String after = "";
    List<BatchLine> page = page(batch, after);
    while (!page.isEmpty()) {
      page.forEach(to);
      after = page.get(page.size() - 1).callId();
      page = page(batch, after);
    }
  }

  @Override
  public void seal(Batch batch, String inputSha256) {
    change(
        "UPDATE judge_batch SET state = ?, input_sha256 = ? WHERE run_id = ? AND number = ?",
        State.SEALED.word(),
        inputSha256,
        runId,
        batch.number());
  }

  @Override
  public void uploaded(Batch batch, String fileId) {
    change(
        "UPDATE judge_batch SET state = ?, file_id = ? WHERE run_id = ? AND number = ?",
        State.UPLOADED.word(),
        fileId,
        runId,
        batch.number());
  }

  @Override
  public void creating(Batch batch) {
    state(batch, State.CREATING);
  }

  @Override
  public void notCreated(Batch batch) {
    state(batch, State.UPLOADED);
  }

  @Override
  public void created(Batch batch, String batchId) {
    change(
        "UPDATE judge_batch SET state = ?, batch_id = ? WHERE run_id = ? AND number = ?",
        State.CREATED.word(),
        batchId,
        runId,
        batch.number());
  }

  @Override
  public long keep(List<BatchReply> replies) {
    return database.change(
        s -> {
          long kept = 0;
          for (BatchReply reply : replies) {
            kept += keep(s, reply);
          }
          return kept;
        });
  }

  @Override
  public long notMade(List<String> callIds) {
    return database.change(
        s -> {
          long ended = 0;
          for (String callId : callIds) {
            ended +=
                s.update(
                    "DELETE FROM judge_call WHERE id = ? AND run_id = ? AND state = 'batched'",
                    callId,
                    runId);
          }
          return ended;
        });
  }

  @Override
  public long collected(Batch batch, Unanswered unanswered) {
    return database.change(
        s -> {
          record Silent(String callId, Usage bound) {}
          List<Silent> silent =
              s.query(
                  """
                  SELECT id, bound_input_tokens, bound_output_tokens, bound_cost_nanos
                  FROM judge_call
                  WHERE run_id = ? AND batch_number = ? AND state = 'batched' ORDER BY id""",
                  row ->
                      new Silent(
                          row.getString(1),
                          new Usage(row.getLong(2), row.getLong(3), row.getLong(4))),
                  runId,
                  batch.number());
          for (Silent call : silent) {
            switch (unanswered) {
              case NOT_MADE -> s.update("DELETE FROM judge_call WHERE id = ?", call.callId());
              case LOST -> lose(s, call.callId(), call.bound());
            }
          }
          s.update(
              "UPDATE judge_batch SET state = ? WHERE run_id = ? AND number = ?",
              State.COLLECTED.word(),
              runId,
              batch.number());
          return (long) silent.size();
        });
  }

  @Override
  public void withdraw(Batch batch) {
    database.change(
        s -> {
          s.update(
              """
              DELETE FROM judge_batch_item WHERE run_id = ? AND call_id IN
                (SELECT id FROM judge_call WHERE run_id = ? AND batch_number = ?)""",
              runId,
              runId,
              batch.number());
          s.update(
              "DELETE FROM judge_call WHERE run_id = ? AND batch_number = ? AND state = 'batched'",
              runId,
              batch.number());
          return s.update(
              "DELETE FROM judge_batch WHERE run_id = ? AND number = ?", runId, batch.number());
        });
  }

  private int keep(Statements s, BatchReply reply) throws SQLException {
    Usage usage = reply.usage();
    String answer = reply.answer();
    int kept =
        s.update(
            """
            UPDATE judge_call SET state = 'replied', call_end = ?, http_status = ?, answer = ?,
              input_tokens = ?, output_tokens = ?, cost_nanos = ?
            WHERE id = ? AND run_id = ? AND state = 'batched'""",
            ItemText.word(reply.end()),
            reply.status(),
            answer == null ? null : Deflated.of(answer),
            usage == null ? null : usage.inputTokens(),
            usage == null ? null : usage.outputTokens(),
            usage == null ? null : usage.costNanos(),
            reply.callId(),
            runId);
    if (kept > 0) {
      spend(s, usage == null ? bound(s, reply.callId()) : usage);
    }
    return kept;
  }

  private void lose(Statements s, String callId, Usage bound) throws SQLException {
    spend(s, bound);
    s.update("UPDATE judge_run SET last_sequence = last_sequence + 1 WHERE run_id = ?", runId);
    s.update(
        """
        UPDATE judge_call SET state = 'lost',
          sequence = (SELECT last_sequence FROM judge_run WHERE run_id = judge_call.run_id)
        WHERE id = ?""",
        callId);
  }

  private void spend(Statements s, Usage usage) throws SQLException {
    s.update(
        """
        UPDATE judge_run SET calls = calls + 1, input_tokens = input_tokens + ?,
          output_tokens = output_tokens + ?, cost_nanos = cost_nanos + ? WHERE run_id = ?""",
        usage.inputTokens(),
        usage.outputTokens(),
        usage.costNanos(),
        runId);
  }

  private static Usage bound(Statements s, String callId) throws SQLException {
    return s.query(
            """
            SELECT bound_input_tokens, bound_output_tokens, bound_cost_nanos FROM judge_call
            WHERE id = ?""",
            row -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3)),
            callId)
        .get(0);
  }

  private List<BatchLine> page(Batch batch, String after) {
    return database.read(
        s ->
            s.query(
                """
                SELECT id, request FROM judge_call
                WHERE run_id = ? AND batch_number = ? AND id > ? ORDER BY id LIMIT ?""",
                row ->
                    new BatchLine(
                        row.getString(1),
                        Optional.ofNullable(CallRow.text(row.getBytes(2))).orElseThrow()),
                runId,
                batch.number(),
                after,
                LINES_AT_ONCE));
  }

  private void state(Batch batch, State state) {
    change(
        "UPDATE judge_batch SET state = ? WHERE run_id = ? AND number = ?",
        state.word(),
        runId,
        batch.number());
  }

  private void change(String sql, @Nullable Object... parameters) {
    var unused = database.change(s -> s.update(sql, parameters));
  }

  private static Batch batch(ResultSet row) throws SQLException {
    return new Batch(
        row.getString(1),
        row.getInt(2),
        row.getString(3),
        row.getString(4),
        State.of(row.getString(5)),
        row.getLong(6),
        row.getLong(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getLong(11));
  }
}
