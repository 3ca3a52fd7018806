package dev.assay.jobs.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.WarehouseSql;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of all tables of a home, without what may differ between two homes that took the same
 * in: ids of rows and metrics, run ids, and the times at which something was done. Of the numbers
 * of ingestions the order counts: one that a crash has left without any file is in no table.
 *
 * @param byTable each table's rows as texts, sorted
 */
public record TableRows(Map<String, List<String>> byTable) {

  private static final String VALUES =
      """
      m.name, r.metric_version, r.org_id, r.conversation_id, r.service_id, r.source_type,
      r.is_applicable, r.result_boolean, r.result_numerical, r.result_categorical,
      r.justification, r."references", r.evaluate_to_interaction_id, r.invoked_by_org_id,
      r.invoked_by_user_id, r.simulation_unit_test_set_run_id, r.unit_test_id, r.run_index,
      r.content_hash, r.evaluator, r.evaluator_fingerprint, r.input_tokens, r.output_tokens,
      r.cost""";

  /** What a result is, for those that name its id. */
  private static final String RESULT_KEYS =
      """
      WITH key AS (
        SELECT r.id, concat_ws('/', m.name, r.metric_version, r.conversation_id, r.source_type,
          r.content_hash, r.result_numerical) AS text
        FROM (SELECT * FROM metric_evaluation_result
              UNION ALL BY NAME SELECT * FROM metric_evaluation_history) r
        JOIN metric m ON m.id = r.metric_id)
      """;

  private static final String WITH_REPLACED =
      " r JOIN metric m ON m.id = r.metric_id LEFT JOIN key p ON p.id = r.replaces";

  private static final Map<String, String> QUERIES = queries();

  private static Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put(
        "conversation",
        "SELECT * EXCLUDE (ingested_at) REPLACE (%s, %s) FROM conversation"
            .formatted(place("ingestion_sequence"), place("first_ingestion_sequence")));
    queries.put(
        "archive_file",
        "SELECT * EXCLUDE (run_id, ingested_at) REPLACE (%s) FROM archive_file"
            .formatted(place("ingestion_sequence")));
    queries.put("quarantine", "SELECT * EXCLUDE (id, run_id, quarantined_at) FROM quarantine");
    queries.put(
        "metric", "SELECT * EXCLUDE (id, created_at, updated_at, creator_user_id) FROM metric");
    queries.put(
        "metric_version",
        """
        SELECT m.name, v.* EXCLUDE (metric_id, created_at, creator_user_id)
        FROM metric_version v JOIN metric m ON m.id = v.metric_id""");
    queries.put(
        "planned_cell",
        RESULT_KEYS
            + """
            SELECT m.name, c.* EXCLUDE (run_id, wave_time, metric_id, replaces),
              coalesce(p.text, CAST(c.replaces IS NULL AS VARCHAR))
            FROM planned_cell c JOIN metric m ON m.id = c.metric_id
            LEFT JOIN key p ON p.id = c.replaces""");
    for (String results : List.of("metric_evaluation_result", "current_result")) {
      queries.put(
          results,
          RESULT_KEYS
              + "SELECT %s, coalesce(p.text, CAST(r.replaces IS NULL AS VARCHAR)) FROM %s%s"
                  .formatted(VALUES, results, WITH_REPLACED));
    }
    queries.put(
        "metric_evaluation_history",
        RESULT_KEYS
            + "SELECT %s, coalesce(p.text, CAST(r.replaces IS NULL AS VARCHAR)), s.text"
                .formatted(VALUES)
            + " FROM metric_evaluation_history"
            + WITH_REPLACED
            + " LEFT JOIN key s ON s.id = r.superseded_by");
    queries.put(
        "metric_evaluation_failure",
        """
        SELECT m.name, f.* EXCLUDE (id, metric_id, run_id, created_at)
        FROM metric_evaluation_failure f JOIN metric m ON m.id = f.metric_id""");
    // What has no time of its own counts on the day on which it was taken in.
    queries.put(
        "metric_daily",
        """
        SELECT m.name, d.metric_version, d.org_id, d.service_id, d.source_type, d.evaluator,
          d.evaluator_fingerprint, sum(d.scored), sum(d.not_applicable), sum(d.failed),
          min(d.result_min), max(d.result_max)
        FROM metric_daily d JOIN metric m ON m.id = d.metric_id GROUP BY ALL""");
    // A call that a kill left without an answer is made again, and stays in the table as well. What
    // else was wanted when a call was made depends on what others had asked for by then.
    queries.put(
        "judgement",
        """
        SELECT DISTINCT org_id, conversation_id, content_hash, model, parameters, prompt_template,
          [{'key': i.key, 'version': i.metric_version} FOR i IN items IF i.outcome = 'answer']
        FROM judgement WHERE len([i FOR i IN items IF i.outcome = 'answer']) > 0""");
    queries.put(
        "evaluation_run",
        """
        SELECT org_id, kind, status, sum(files_taken), sum(lines), sum(conversations_new),
          sum(conversations_changed), sum(quarantined), sum(planned), sum(scored),
          sum(not_applicable), sum(failed), sum(parked), sum(carried_over), sum(superseded)
        FROM evaluation_run GROUP BY ALL""");
    return queries;
  }

  /** The place of an ingestion among those that have recorded files. */
  private static String place(String number) {
    return """
        (SELECT count(DISTINCT i.ingestion_sequence) FROM archive_file i
          WHERE i.ingestion_sequence <= %1$s) AS %1$s"""
        .formatted(number);
  }

  /** The rows of the tables as they are now. */
  public static TableRows of(Path home) {
    Map<String, List<String>> byTable = new LinkedHashMap<>();
    try (WarehouseSql sql = WarehouseSql.open(Warehouse.at(home.resolve("warehouse")), "512MB")) {
      for (Map.Entry<String, String> query : QUERIES.entrySet()) {
        byTable.put(query.getKey(), rows(sql, query.getValue()));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read the tables of " + home, e);
    }
    return new TableRows(byTable);
  }

  /** Fails unless each table has the rows of {@code reference}, those of {@code aside} apart. */
  public void assertEquals(TableRows reference, String point, String... aside) {
    for (String table : QUERIES.keySet()) {
      if (!List.of(aside).contains(table)) {
        assertThat(difference(table, reference)).as("%s, after %s", table, point).isEmpty();
      }
    }
  }

  /** Up to ten rows that only one side has, marked with + (only here) and - (only there). */
  private List<String> difference(String table, TableRows reference) {
    List<String> here = byTable.getOrDefault(table, List.of());
    List<String> there = reference.byTable.getOrDefault(table, List.of());
    List<String> difference = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < here.size() || j < there.size()) {
      int order =
          i == here.size() ? 1 : j == there.size() ? -1 : here.get(i).compareTo(there.get(j));
      if (order < 0) {
        difference.add("+ " + here.get(i));
      } else if (order > 0) {
        difference.add("- " + there.get(j));
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return difference.size() <= 10 ? difference : difference.subList(0, 10);
  }

  private static List<String> rows(WarehouseSql sql, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = sql.connection().createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i == 1 ? "" : " | ").append(answer.getObject(i));
        }
        rows.add(row.toString());
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
