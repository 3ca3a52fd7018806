package dev.assay.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
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

  private static final String RUNNING = "RUNNING";
  private static final String COMPLETE = "COMPLETE";
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
        .params(id, orgId, kind, configurationDigest, text(inputs), RUNNING, micros(rounded))
        .update();
    return new Run(id, orgId, kind, configurationDigest, inputs, Optional.empty(), rounded);
  }

  /** Runs that are not complete, oldest first: they are under way or have died. */
  public List<Run> incomplete() {
    return jdbc.sql("SELECT * FROM run WHERE status = ? ORDER BY started_at, id")
        .param(RUNNING)
        .query(mapper())
        .list();
  }

  /** The run as it is now. */
  public Run get(String id) {
    return jdbc.sql("SELECT * FROM run WHERE id = ?").param(id).query(mapper()).single();
  }

  /** Marks a run as complete. */
  public void complete(String id) {
    jdbc.sql("UPDATE run SET status = ? WHERE id = ?").params(COMPLETE, id).update();
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
      return new Run(
          rows.getString("id"),
          rows.getString("org_id"),
          rows.getString("kind"),
          rows.getString("configuration_digest"),
          value(rows.getString("inputs"), RunInputs.class),
          plan == null ? Optional.empty() : Optional.of(value(plan, PlanInputs.class)),
          Instant.EPOCH.plus(rows.getLong("started_at"), ChronoUnit.MICROS));
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
