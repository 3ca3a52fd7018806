package dev.assay.ledger;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseSchema;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.ledger.admission.AdmissionControl;
import dev.assay.ledger.admission.Budget;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.admission.StoredDrafts;
import dev.assay.ledger.pace.Pace;
import dev.assay.ledger.pace.PaceLimits;
import dev.assay.ledger.store.CallRow;
import dev.assay.ledger.store.LedgerDatabase;
import dev.assay.ledger.store.LedgerErasure;
import dev.assay.ledger.store.LedgerFailed;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.Owner;
import dev.assay.ledger.store.RunSpend;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Spend;
import dev.assay.ledger.store.StoredBatches;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store of judge calls and answers: a file of its own under the home, or tables in the
 * catalog's PostgreSQL. Several processes may have it open, and each may be killed at any moment:
 * an answer that was acknowledged is found again, and a call that was not settled counts as spent.
 * Thread-safe.
 */
public final class LedgerStore implements AutoCloseable {
  static final DatabaseSchema SCHEMA =
      new DatabaseSchema("ledger", "classpath:db/migration/ledger", "ledger_schema_history", 3);

  private static final int DROPPED_AT_ONCE = 500;
  private static final String CALL_COLUMNS =
      """
      SELECT id, sequence, run_id, org_id, conversation_id, content_hash, model, parameters,
        prompt_template, items, state, call_end, input_tokens, output_tokens, cost_nanos,
        bound_input_tokens, bound_output_tokens, bound_cost_nanos, request, answer,
        latency_millis, created_at
      FROM judge_call\s""";

  private final LedgerDatabase database;

  public LedgerStore(Database database, Owner owner) {
    this.database = new LedgerDatabase(database, owner);
  }

  /** Opens {@code <directory>/ledger.db}, and creates both when they do not exist. */
  public static LedgerStore embedded(Path directory) {
    return opened(Database.embedded(directory, "ledger", SCHEMA), directory.resolve("owners"));
  }

  /**
   * Uses tables in the catalog's PostgreSQL.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without a password
   */
  public static LedgerStore postgresql(String jdbcUrl, String user, String password) {
    return opened(Database.postgresql(jdbcUrl, user, password, SCHEMA), Path.of("."));
  }

  private static LedgerStore opened(Database database, Path locks) {
    try {
      return new LedgerStore(database, Owner.begin(database, locks));
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens the ledger of a run. What a crash left unsettled, in this run or any other, is lost now.
   *
   * @param runId the run; one process at a time has its ledger open
   * @param after the run that the same command brought to its end before, with which it shares its
   *     caps, or null
   * @param caps what they may spend
   * @param limits how fast the judge may be asked
   */
  public RunLedger open(String runId, @Nullable String after, Caps caps, PaceLimits limits) {
    return opened(
        runId,
        writer ->
            new RunLedger(
                writer, admission(writer, after, caps, limits, System.nanoTime()), runId));
  }

  /**
   * As {@link #open}, for a run that is to make no call: what is not known is refused.
   *
   * @param code why, countable
   * @param message the same for a person
   */
  public RunLedger openForAnswers(String runId, PaceLimits limits, String code, String message) {
    return opened(
        runId,
        writer -> {
          AdmissionControl admission =
              admission(writer, null, Caps.NONE, limits, System.nanoTime());
          admission.refuseAll(code, message);
          return new RunLedger(writer, admission, runId);
        });
  }

  /**
   * Opens what a run asks for in batches.
   *
   * @param after as in {@link #open}
   * @param caps what the run may spend
   * @param endpoint the address of the API that new batches are for
   */
  public BatchDrafts drafts(
      String runId, @Nullable String after, Caps caps, BatchLimits limits, String endpoint) {
    return opened(
        runId,
        writer -> {
          writer.begin();
          Spend spent = writer.open(after);
          StoredDrafts drafts =
              new StoredDrafts(
                  writer,
                  runId,
                  database.owner(),
                  database.isPostgresql(),
                  new Budget(caps, spent),
                  database.ids(),
                  limits,
                  endpoint);
          drafts.open();
          writer.commit();
          return drafts;
        });
  }

  /** The batches of a run. */
  public BatchRegister batches(String runId) {
    return new StoredBatches(database, runId);
  }

  /** What erases conversations from this store. */
  public LedgerErasure erasure() {
    return new LedgerErasure(database);
  }

  private interface Opening<T> {
    T with(LedgerWriter writer) throws SQLException;
  }

  private <T> T opened(String runId, Opening<T> opening) {
    return LedgerFailed.unless(
        "open",
        () -> {
          LedgerWriter writer = writer(runId);
          try {
            return opening.with(writer);
          } catch (SQLException | RuntimeException | Error e) {
            writer.close();
            throw e;
          }
        });
  }

  public LedgerWriter writer(String runId) throws SQLException {
    return database.writer(runId);
  }

  public AdmissionControl admission(
      LedgerWriter writer, @Nullable String after, Caps caps, PaceLimits limits, long now)
      throws SQLException {
    writer.begin();
    Spend spent = writer.open(after);
    writer.commit();
    return new AdmissionControl(
        writer, new Budget(caps, spent), new Pace(limits, now), database.ids());
  }

  /** What a run has spent. */
  public RunSpend spend(String runId) {
    return database.read(
        statements ->
            statements
                .query(
                    """
                    SELECT calls, input_tokens, output_tokens, cost_nanos, answers, refusal_code,
                      refusal_message
                    FROM judge_run WHERE run_id = ?""",
                    row ->
                        new RunSpend(
                            new Spend(
                                row.getLong(1),
                                new Usage(row.getLong(2), row.getLong(3), row.getLong(4))),
                            row.getLong(5),
                            row.getString(6),
                            row.getString(7)),
                    runId)
                .stream()
                .findFirst()
                .orElse(RunSpend.NONE));
  }

  /** The answers that are known, by key. */
  public Map<String, Entry.Answer> answers(Collection<String> keys) {
    return database.read(
        statements -> {
          Map<String, Entry.Answer> answers = new HashMap<>();
          statements
              .queryByKeys(
                  """
                  SELECT key, answer, input_tokens, output_tokens, cost_nanos FROM judgement
                  WHERE key IN (%s)""",
                  keys,
                  row ->
                      Map.entry(
                          row.getString(1),
                          new Entry.Answer(
                              row.getString(2),
                              new Usage(row.getLong(3), row.getLong(4), row.getLong(5)))))
              .forEach(e -> answers.put(e.getKey(), e.getValue()));
          return answers;
        });
  }

  /** Those of the keys that an answer is known of. */
  public Set<String> known(Collection<String> keys) {
    return database.read(
        statements ->
            new HashSet<>(
                statements.queryByKeys(
                    "SELECT key FROM judgement WHERE key IN (%s)", keys, row -> row.getString(1))));
  }

  /** The call that gave the answer of a key, if there is one. */
  public Optional<String> callOf(String key) {
    return database.read(
        statements ->
            statements
                .query("SELECT call_id FROM judgement WHERE key = ?", r -> r.getString(1), key)
                .stream()
                .findFirst());
  }

  /** A call that is over and still in the store. */
  public Optional<SettledCall> call(String callId) {
    return database.read(
        statements ->
            statements
                .query(
                    CALL_COLUMNS + "WHERE id = ? AND sequence IS NOT NULL", CallRow::read, callId)
                .stream()
                .findFirst());
  }

  /**
   * Calls of a run that are over, in the order of their sequence.
   *
   * @param after the sequence after which to begin; 0 for the first
   * @param most how many to give
   */
  public List<SettledCall> calls(String runId, long after, int most) {
    return database.read(
        statements ->
            statements.query(
                CALL_COLUMNS + "WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                CallRow::read,
                runId,
                after,
                most));
  }

  /**
   * Drops calls that were copied elsewhere; their answers and the run's totals stay. In parts, for
   * the run goes on and writes in between.
   */
  public void dropCalls(String runId, long upToSequence) {
    int dropped;
    do {
      dropped =
          database.change(
              statements ->
                  statements.update(
                      """
                      DELETE FROM judge_call WHERE id IN (
                        SELECT id FROM judge_call WHERE run_id = ? AND sequence <= ?
                        ORDER BY sequence LIMIT ?)""",
                      runId,
                      upToSequence,
                      DROPPED_AT_ONCE));
    } while (dropped == DROPPED_AT_ONCE);
  }

  /** Keeps why a run has carried evaluations over, unless it is known already. */
  public void noteRefusal(String runId, String code, String message) {
    var unused =
        database.change(
            statements ->
                statements.update(
                    """
                    UPDATE judge_run SET refusal_code = ?, refusal_message = ?
                    WHERE run_id = ? AND refusal_code IS NULL""",
                    code,
                    message,
                    runId));
  }

  /** A run is complete: its failures are forgotten, so that a later run may ask again. */
  public void complete(String runId) {
    var unused =
        database.change(
            statements -> {
              statements.update("DELETE FROM judge_failure WHERE run_id = ?", runId);
              return statements.update("DELETE FROM judge_batch_item WHERE run_id = ?", runId);
            });
  }

  @Override
  public void close() {
    database.close();
  }
}
