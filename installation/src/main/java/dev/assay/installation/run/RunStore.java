package dev.assay.installation.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import dev.assay.installation.run.Run.Closing;
import dev.assay.installation.run.Run.Failure;
import dev.assay.installation.run.Run.State;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs, in the catalog's database. Thread-safe, and safe beside other processes. What a method has
 * changed is durable when it returns.
 */
public final class RunStore {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Transactions transactions;
  private final ObjectMapper json = new ObjectMapper().registerModule(new Jdk8Module());

  /**
   * @param dataSource of the catalog's database
   */
  public RunStore(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** A new id: 24 lowercase hex. */
  public static String newId() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Records a new run. */
  public Run begin(
      String id,
      String orgId,
      String kind,
      String configurationDigest,
      RunInputs inputs,
      Instant startedAt) {
    update(
        """
        INSERT INTO run (id, org_id, kind, configuration_digest, inputs, status, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        id,
        orgId,
        kind,
        configurationDigest,
        text(inputs),
        State.RUNNING.name(),
        Sql.micros(startedAt));
    return get(id);
  }

  /** Runs that commands go on with, oldest first: they are under way or have died. */
  public List<Run> incomplete() {
    return unfinished().stream().filter(run -> run.state() == State.RUNNING).toList();
  }

  /** Runs that are not complete, oldest first: those, and those that were set aside. */
  public List<Run> unfinished() {
    return transactions.read(
        connection ->
            Sql.query(
                connection,
                "SELECT * FROM run WHERE status <> ? ORDER BY started_at, id",
                this::run,
                State.COMPLETE.name()));
  }

  /** The run as it is now. */
  public Run get(String id) {
    return read("*", id, this::run);
  }

  /** Marks a run as complete. */
  public void complete(String id) {
    state(id, State.COMPLETE);
  }

  /** Commands leave the run alone until somebody decides what becomes of it. */
  public void setAside(String id) {
    state(id, State.SET_ASIDE);
  }

  private void state(String id, State state) {
    update("UPDATE run SET status = ? WHERE id = ?", state.name(), id);
  }

  /** Somebody has decided what becomes of a run: the next command brings it to its end so. */
  public void close(Run run, Closing closing) {
    String code =
        switch (closing) {
          case RESUMED -> "set_aside";
          case ABANDONED -> "abandoned";
        };
    String reason =
        run.failure().map(Failure::told).orElse("somebody gave it up before it came to its end");
    update(
        """
        UPDATE run SET status = ?, closing = ?, failed_tries = 0,
          carried_over_code = ?, carried_over_reason = ?
        WHERE id = ? AND status <> ?""",
        State.RUNNING.name(),
        closing.name(),
        code,
        reason,
        run.id(),
        State.COMPLETE.name());
  }

  /** Keeps how a run has failed now. */
  public void failed(String id, Failure failure) {
    update(
        "UPDATE run SET failed_step = ?, failed_tries = ?, failed_error = ? WHERE id = ?",
        failure.step(),
        failure.tries(),
        failure.error(),
        id);
  }

  /** Keeps how far a run has come that is gone on with now. */
  public void beginTry(String id, String progress) {
    update("UPDATE run SET try_began_at = ? WHERE id = ?", progress, id);
  }

  /** How far a run had come when it was last gone on with; empty when it never was. */
  public Optional<String> tryBeganAt(String id) {
    return read("try_began_at", id, RunStore::optionalText);
  }

  /** Keeps why a run carries evaluations over, unless a reason is known already. */
  public void noteCarriedOver(String id, CarriedOver why) {
    update(
        """
        UPDATE run SET carried_over_code = ?, carried_over_reason = ?
        WHERE id = ? AND carried_over_code IS NULL""",
        why.code(),
        why.reason(),
        id);
  }

  /** Why a run carries evaluations over, if that was noted. */
  public Optional<CarriedOver> carriedOver(String id) {
    return read("carried_over_code, carried_over_reason", id, RunStore::why);
  }

  /** Keeps what the ingest step took in. */
  public void saveIngestSummary(String id, Object summary) {
    update("UPDATE run SET ingest_summary = ? WHERE id = ?", text(summary), id);
  }

  /** What the ingest step took in, or empty when it has not ended. */
  public <T> Optional<T> ingestSummary(String id, Class<T> type) {
    return read("ingest_summary", id, RunStore::optionalText).map(text -> value(text, type));
  }

  /** Keeps what a run plans with; together with its leases this fixes its plan. */
  public void savePlanInputs(String id, PlanInputs inputs) {
    update("UPDATE run SET plan_inputs = ? WHERE id = ?", text(inputs), id);
  }

  private void update(String sql, Object... parameters) {
    transactions.write(connection -> Sql.update(connection, sql, parameters));
  }

  private <T> T read(String columns, String id, Sql.Row<T> row) {
    String sql = "SELECT %s FROM run WHERE id = ?".formatted(columns);
    return transactions
        .read(connection -> Sql.first(connection, sql, row, id))
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot find run %s: there is none".formatted(id)));
  }

  private static Optional<String> optionalText(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getString(1));
  }

  private static Optional<CarriedOver> why(ResultSet row) throws SQLException {
    @Nullable String code = row.getString(1);
    return code == null ? Optional.empty() : Optional.of(new CarriedOver(code, row.getString(2)));
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot keep " + value, e);
    }
  }

  private <T> T value(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Cannot read what a run has kept: %s".formatted(e.getOriginalMessage()), e);
    }
  }

  private Run run(ResultSet row) throws SQLException {
    @Nullable String plan = row.getString("plan_inputs");
    @Nullable String closing = row.getString("closing");
    int tries = row.getInt("failed_tries");
    return new Run(
        row.getString("id"),
        row.getString("org_id"),
        row.getString("kind"),
        row.getString("configuration_digest"),
        value(row.getString("inputs"), RunInputs.class),
        Optional.ofNullable(plan).map(text -> value(text, PlanInputs.class)),
        Sql.instant(row.getLong("started_at")),
        State.valueOf(row.getString("status")),
        tries == 0
            ? Optional.empty()
            : Optional.of(
                new Failure(row.getString("failed_step"), tries, row.getString("failed_error"))),
        Optional.ofNullable(closing).map(Closing::valueOf));
  }
}
