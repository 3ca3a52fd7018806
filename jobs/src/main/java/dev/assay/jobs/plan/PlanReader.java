package dev.assay.jobs.plan;

import dev.assay.installation.run.PlanInputs;
import dev.assay.jobs.plan.CellPlanner.Candidate;
import dev.assay.jobs.plan.CellPlanner.Open;
import dev.assay.jobs.plan.CellPlanner.Prior;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.query.WarehouseSql.Relation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what a plan is made of, with DuckDB: the conversations to look at in the order of their
 * sample keys, each with the results that it has and its failures that are open. Columns with texts
 * are not read, and what does not fit into memory goes to a folder.
 */
final class PlanReader {

  private final Warehouse warehouse;
  private final String orgId;
  private final PlanInputs inputs;
  private final Path spill;
  private final Candidates candidates;

  PlanReader(Warehouse warehouse, String orgId, PlanInputs inputs, Path spill) {
    this.warehouse = warehouse;
    this.orgId = orgId;
    this.inputs = inputs;
    this.spill = spill;
    this.candidates = new Candidates(orgId, inputs);
  }

  /**
   * A conversation to look at.
   *
   * @param id its id
   * @param isSimulated whether it is a repetition of a simulation unit test
   * @param candidate what planning sees of it
   * @param priors the results that it has, of any of the plan's metric versions
   * @param open its failures that may be tried again
   */
  record Subject(
      String id, boolean isSimulated, Candidate candidate, List<Prior> priors, List<Open> open) {}

  /** Takes a conversation. */
  interface Taker {
    void take(Subject subject) throws IOException;
  }

  /** Reads them all, once each. */
  void read(Candidates.Extent extent, Taker taker) {
    boolean allFirstSeen = extent.edited() == 0 && extent.open() == 0;
    PriorResults prior =
        PriorResults.of(
            warehouse,
            inputs.metrics(),
            allFirstSeen ? extent.oldestMicros() : 0,
            extent.simulated() > 0);
    boolean anyOpen = extent.open() > 0;
    List<Relation> relations = new ArrayList<>();
    relations.add(relation(AssayTable.CONVERSATION, Optional.empty()));
    relations.add(new Relation("prior_result", AssayTable.METRIC_EVALUATION_RESULT, prior.files()));
    if (anyOpen) {
      relations.add(
          relation(
              AssayTable.METRIC_EVALUATION_FAILURE,
              Optional.of(Predicates.oneOf("run_id", candidates.openRuns()))));
    }
    try (WarehouseSql session =
        WarehouseSql.over(warehouse, TableQuery.MEMORY_LIMIT, spill, relations)) {
      prepare(session, anyOpen);
      String sql = sql(anyOpen, prior);
      try (Statement statement = session.connection().createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        read(rows, taker);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot plan: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot keep a plan", e);
    }
  }

  private Relation relation(
      AssayTable table, Optional<io.delta.kernel.expressions.Predicate> filter) {
    return new Relation(table.label(), table, DataFiles.of(warehouse, table, filter));
  }

  /** Makes the tables {@code run_metric}, {@code open_failure} and {@code due}. */
  private void prepare(WarehouseSql session, boolean anyOpen) throws SQLException {
    session.execute(
        "CREATE TABLE run_metric AS SELECT * FROM (VALUES %s) t(metric, metric_id, metric_version)"
            .formatted(
                inputs.metrics().stream()
                    .map(m -> "(%d, '%s', %d)".formatted(m.ordinal(), m.metricId(), m.version()))
                    .collect(Collectors.joining(", "))));
    if (anyOpen) {
      session.execute(
          """
          CREATE TABLE open_failure AS
          SELECT f.conversation_id, m.metric, f.attempt, f.content_hash, f.evaluator_fingerprint
          FROM metric_evaluation_failure f
          JOIN run_metric m USING (metric_id, metric_version)
          JOIN (VALUES %s) o(metric, run_id) ON o.metric = m.metric AND o.run_id = f.run_id
          WHERE f.org_id = %s"""
              .formatted(openRuns(), WarehouseSql.textLiteral(orgId)));
    }
    session.execute("CREATE TABLE due AS " + due(anyOpen));
  }

  private String openRuns() {
    return inputs.metrics().stream()
        .flatMap(m -> m.openRuns().stream().map(run -> "(%d, '%s')".formatted(m.ordinal(), run)))
        .collect(Collectors.joining(", "));
  }

  /** Conversations that are due, one for each subject: of several repetitions the newest counts. */
  private String due(boolean anyOpen) {
    String condition =
        anyOpen
            ? "(%s) OR (%s AND id IN (SELECT conversation_id FROM open_failure))"
                .formatted(candidates.condition(), candidates.evaluable())
            : candidates.condition();
    return """
        WITH candidate AS (
          SELECT id, content_hash, sample_key, ingestion_sequence,
            epoch_us(ingested_at) AS ingested_micros, service_id, created_at, archive_file,
            last_message_at, simulation_unit_test_set_run_id IS NOT NULL AS is_simulated,
            %s AS subject
          FROM conversation WHERE org_id = %s AND (%s))
        SELECT id, content_hash, sample_key, ingestion_sequence, ingested_micros, service_id,
          is_simulated, subject,
          created_at IS NOT NULL OR last_message_at IS NOT NULL AS is_dated
        FROM (
          SELECT * FROM candidate WHERE NOT is_simulated
          UNION ALL
          SELECT * FROM candidate WHERE is_simulated
          QUALIFY row_number() OVER (
            PARTITION BY subject
            ORDER BY ingestion_sequence DESC, last_message_at DESC NULLS LAST, id) = 1)
        WHERE %s"""
        .formatted(
            PriorResults.subject("id"),
            WarehouseSql.textLiteral(orgId),
            condition,
            anyOpen ? "true" : Scope.of(inputs).sql());
  }

  /** A row for each conversation, and behind it one for each result and each failure of it. */
  private String sql(boolean anyOpen, PriorResults prior) {
    List<String> parts = new ArrayList<>();
    parts.add(
        """
        SELECT sample_key, id, 0 AS kind, content_hash, ingestion_sequence, ingested_micros,
          service_id, is_simulated, NULL::INTEGER AS metric, NULL::INTEGER AS attempt,
          NULL::VARCHAR AS result_id, NULL::VARCHAR AS fingerprint, NULL::BIGINT AS created_micros,
          is_dated
        FROM due""");
    if (!prior.files().isEmpty()) {
      parts.add(
          """
          SELECT d.sample_key, d.id, 1, r.content_hash, NULL, NULL, NULL, NULL, m.metric, NULL,
            r.id, r.evaluator_fingerprint, epoch_us(r.created_at), r.conversation_at IS NOT NULL
          FROM (
            SELECT *, %s AS subject FROM prior_result WHERE org_id = %s AND %s) r
          JOIN run_metric m USING (metric_id, metric_version)
          JOIN due d ON d.subject = r.subject"""
              .formatted(
                  PriorResults.subject("conversation_id"),
                  WarehouseSql.textLiteral(orgId),
                  prior.condition()));
    }
    if (anyOpen) {
      parts.add(
          """
          SELECT d.sample_key, d.id, 2, o.content_hash, NULL, NULL, NULL, NULL, o.metric,
            o.attempt, NULL, o.evaluator_fingerprint, NULL, NULL
          FROM open_failure o JOIN due d ON d.id = o.conversation_id""");
    }
    return String.join(" UNION ALL ", parts) + " ORDER BY sample_key, id, kind";
  }

  private static void read(ResultSet rows, Taker taker) throws SQLException, IOException {
    Subject subject = null;
    while (rows.next()) {
      int kind = rows.getInt(3);
      if (kind == 0) {
        if (subject != null) {
          taker.take(subject);
        }
        subject = subject(rows);
      } else if (subject != null && kind == 1) {
        subject
            .priors()
            .add(
                new Prior(
                    rows.getInt(9),
                    rows.getString(11),
                    rows.getString(4),
                    rows.getString(12),
                    rows.getLong(13),
                    rows.getBoolean(14)));
      } else if (subject != null) {
        subject
            .open()
            .add(new Open(rows.getInt(9), rows.getInt(10), rows.getString(4), rows.getString(12)));
      }
    }
    if (subject != null) {
      taker.take(subject);
    }
  }

  private static Subject subject(ResultSet rows) throws SQLException {
    return new Subject(
        rows.getString(2),
        rows.getBoolean(8),
        new Candidate(
            rows.getString(7),
            rows.getString(4),
            rows.getLong(1),
            rows.getLong(5),
            rows.getLong(6),
            rows.getBoolean(14)),
        new ArrayList<>(),
        new ArrayList<>());
  }
}
