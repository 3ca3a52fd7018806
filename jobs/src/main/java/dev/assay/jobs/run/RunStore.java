package dev.assay.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.assay.insight.report.RunReport.CarriedOver;
import dev.assay.jobs.run.Run.Closing;
import dev.assay.jobs.run.Run.Failure;
import dev.assay.jobs.run.Run.State;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs, in the catalog's database. */
public final class RunStore {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final JdbcClient jdbc;
  private final ObjectMapper json = new ObjectMapper().registerModule(new Jdk8Module());

  public RunStore(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
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
    Instant rounded = startedAt.truncatedTo(ChronoUnit.MICROS);
    jdbc.sql(
            """
            INSERT INTO run (id, org_id, kind, configuration_digest, inputs, status, started_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)""")
        .params(
            id,
            orgId,
            kind,
            configurationDigest,
            text(inputs),
            State.RUNNING.name(),
            micros(rounded))
        .update();
    return get(id);
  }

  /** Runs that commands go on with, oldest first: they are under way or have died. */
  public List<Run> incomplete() {
    return unfinished().stream().filter(run -> run.state() == State.RUNNING).toList();
  }

  /** Runs that are not complete, oldest first: those, and those that were set aside. */
  public List<Run> unfinished() {
    return jdbc.sql("SELECT * FROM run WHERE status <> ? ORDER BY started_at, id")
        .param(State.COMPLETE.name())
        .query(mapper())
        .list();
  }

  /** The run as it is now. */
  public Run get(String id) {
    return jdbc.sql("SELECT * FROM run WHERE id = ?").param(id).query(mapper()).single();
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
    jdbc.sql("UPDATE run SET status = ? WHERE id = ?").params(state.name(), id).update();
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
    jdbc.sql(
            """
            UPDATE run SET status = ?, closing = ?, failed_tries = 0,
              carried_over_code = ?, carried_over_reason = ?
            WHERE id = ? AND status <> ?""")
        .params(State.RUNNING.name(), closing.name(), code, reason, run.id(), State.COMPLETE.name())
        .update();
  }

  /** Keeps how a run has failed now. */
  public void failed(String id, Failure failure) {
    jdbc.sql("UPDATE run SET failed_step = ?, failed_tries = ?, failed_error = ? WHERE id = ?")
        .params(failure.step(), failure.tries(), failure.error(), id)
        .update();
  }

  /** Keeps how far a run has come that is gone on with now. */
  public void beginTry(String id, String progress) {
    jdbc.sql("UPDATE run SET try_began_at = ? WHERE id = ?").params(progress, id).update();
  }

  /** How far a run had come when it was last gone on with; empty when it never was. */
  public Optional<String> tryBeganAt(String id) {
    return jdbc.sql("SELECT try_began_at FROM run WHERE id = ?")
        .param(id)
        .query((rows, n) -> Optional.ofNullable(rows.getString(1)))
        .single();
  }

  /** Keeps why a run carries evaluations over, unless a reason is known already. */
  public void noteCarriedOver(String id, CarriedOver why) {
    jdbc.sql(
            """
            UPDATE run SET carried_over_code = ?, carried_over_reason = ?
            WHERE id = ? AND carried_over_code IS NULL""")
        .params(why.code(), why.reason(), id)
        .update();
  }

  /** Why a run carries evaluations over, if that was noted. */
  public Optional<CarriedOver> carriedOver(String id) {
    return jdbc.sql(
            """
            SELECT carried_over_code, carried_over_reason FROM run
            WHERE id = ? AND carried_over_code IS NOT NULL""")
        .param(id)
        .query((rows, n) -> new CarriedOver(rows.getString(1), rows.getString(2)))
        .optional();
  }

  /** Keeps what the ingest step took in. */
  public void saveIngestSummary(String id, Object summary) {
    jdbc.sql("UPDATE run SET ingest_summary = ? WHERE id = ?").params(text(summary), id).update();
  }

  /** What the ingest step took in, or empty when it has not ended. */
  public <T> Optional<T> ingestSummary(String id, Class<T> type) {
    return jdbc.sql("SELECT ingest_summary FROM run WHERE id = ?")
        .param(id)
        .query((rows, n) -> Optional.ofNullable(rows.getString(1)))
        .single()
        .map(text -> value(text, type));
  }

  String text(Object value) {
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

  private RowMapper<Run> mapper() {
    return (rows, n) -> {
      @Nullable String plan = rows.getString("plan_inputs");
      @Nullable String closing = rows.getString("closing");
      int tries = rows.getInt("failed_tries");
      return new Run(
          rows.getString("id"),
          rows.getString("org_id"),
          rows.getString("kind"),
          rows.getString("configuration_digest"),
          value(rows.getString("inputs"), RunInputs.class),
          plan == null ? Optional.empty() : Optional.of(value(plan, PlanInputs.class)),
          Instant.EPOCH.plus(rows.getLong("started_at"), ChronoUnit.MICROS),
          State.valueOf(rows.getString("status")),
          tries == 0
              ? Optional.empty()
              : Optional.of(
                  new Failure(
                      rows.getString("failed_step"), tries, rows.getString("failed_error"))),
          Optional.ofNullable(closing).map(Closing::valueOf));
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
