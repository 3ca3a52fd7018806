package dev.assay.jobs.ingest;

import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversations that a delivery's fragments belong to, with all fragments that the table has of
 * them. A trace belongs to the session that any of its spans tells of, to the first by name where
 * they tell of several; else it is a conversation of its own. So a late span can move its trace to
 * another conversation, and both are touched.
 */
final class TouchedConversations {

  private TouchedConversations() {}

  /**
   * Writes a row for each fragment: {@code part, org_id, id, name, file, position}; and one without
   * file and position for each conversation that no fragment belongs to any more.
   *
   * @param to a file of Parquet
   * @param staged files of the delivery's fragments
   * @param table files of the table, which has them
   * @param runId the run that has added them
   * @param parts by how many tasks they are put together
   * @return the files that hold the fragments
   */
  static List<String> write(
      Path to, List<Path> staged, List<Path> table, String runId, int parts, Path spill) {
    try (Connection database = DuckDb.startSpilling(TableQuery.MEMORY_LIMIT, spill);
        Statement statement = database.createStatement()) {
      for (String step : steps(staged, table, runId)) {
        statement.execute(step);
      }
      statement.execute(
          """
          COPY (
            SELECT CAST(hash(c.org_id, c.id) %% %d AS INTEGER) AS part, c.org_id, c.id, c.name,
              f.filename AS file, f.file_row_number AS position
            FROM touched_conversation c
            LEFT JOIN now n ON n.org_id = c.org_id AND n.id = c.id
            LEFT JOIN fragment f ON f.org_id = n.org_id AND f.trace = n.trace
          ) TO %s (FORMAT parquet)"""
              .formatted(parts, WarehouseSql.pathLiteral(to.toString())));
      List<String> files = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT DISTINCT file FROM read_parquet(%s) WHERE file IS NOT NULL ORDER BY file"
                  .formatted(WarehouseSql.pathLiteral(to.toString())))) {
        while (rows.next()) {
          files.add(rows.getString(1));
        }
      }
      return files;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot find the conversations that fragments belong to: " + e.getMessage(), e);
    }
  }

  private static List<String> steps(List<Path> staged, List<Path> table, String runId) {
    String all =
        """
        SELECT org_id, trace_conversation_id AS trace, conversation_id, source, session_id,
          trace_id, run_id, filename, file_row_number
        FROM (%s)"""
            .formatted(RowSearch.numberedRows(table));
    return List.of(
        """
        CREATE TEMP TABLE touched_trace AS
        SELECT DISTINCT org_id, trace_conversation_id AS trace FROM (%s)"""
            .formatted(RowSearch.numberedRows(staged)),
        """
        CREATE TEMP TABLE touched_session AS
        SELECT DISTINCT org_id, conversation_id FROM (%s) WHERE session_id IS NOT NULL
        AND (org_id, trace) IN (SELECT (org_id, trace) FROM touched_trace)"""
            .formatted(all),
        """
        CREATE TEMP TABLE candidate AS
        SELECT DISTINCT org_id, trace FROM (%s) WHERE session_id IS NOT NULL
        AND (org_id, conversation_id) IN (SELECT (org_id, conversation_id) FROM touched_session)
        UNION SELECT org_id, trace FROM touched_trace"""
            .formatted(all),
        """
        CREATE TEMP TABLE fragment AS
        SELECT * FROM (%s) WHERE (org_id, trace) IN (SELECT (org_id, trace) FROM candidate)"""
            .formatted(all),
        conversations("now", "true"),
        conversations("before", "run_id <> " + WarehouseSql.textLiteral(runId)),
        """
        CREATE TEMP TABLE touched_conversation AS
        SELECT org_id, id, min(name) AS name
        FROM (SELECT * FROM now UNION ALL SELECT * FROM before)
        WHERE (org_id, trace) IN (SELECT (org_id, trace) FROM touched_trace)
        GROUP BY org_id, id""");
  }

  /** The conversation that each trace belongs to, as some fragments tell. */
  private static String conversations(String table, String condition) {
    return """
        CREATE TEMP TABLE %s AS
        SELECT org_id, trace,
          coalesce(arg_min(conversation_id, session_id), trace) AS id,
          coalesce(min(session_id), min(trace_id)) AS name
        FROM fragment WHERE %s GROUP BY org_id, trace"""
        .formatted(table, condition);
  }
}
