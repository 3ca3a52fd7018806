package dev.assay.jobs.ingest;

import dev.assay.archive.ErasedHash;
import dev.assay.insight.report.IngestSummary;
import dev.assay.jobs.ingest.StageTask.Numbers;
import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which staged fragments the table {@code conversation_fragment} gets, decided against one version
 * of it: each that it has not, once.
 *
 * @param version of the table
 * @param kept the rows of each staged file that are new, by the file's path
 * @param others what the others are, by the archive file that they stood in
 */
record NewFragments(long version, Map<String, BitSet> kept, Map<String, FragmentCounts> others)
    implements Serializable {

  /**
   * Decides.
   *
   * @param staged files of fragments, at least one
   * @param table the files of the table at that version
   * @param numbers of the ingestion, which may have committed them already
   * @param erased hashes of conversations that were erased, of which nothing is taken in
   * @param spill a folder for what does not fit into memory
   */
  static NewFragments decide(
      long version,
      List<Path> staged,
      List<Path> table,
      Numbers numbers,
      Set<String> erased,
      Path spill) {
    try (Connection database = DuckDb.startSpilling(TableQuery.MEMORY_LIMIT, spill);
        Statement statement = database.createStatement()) {
      statement.execute(
          """
          CREATE TEMP TABLE staged AS
          SELECT org_id, conversation_id, trace_conversation_id, fragment_hash, archive_file, line,
            filename, file_row_number
          FROM (%s)"""
              .formatted(RowSearch.numberedRows(staged)));
      statement.execute(
          table.isEmpty()
              ? "CREATE TEMP TABLE known AS SELECT * FROM staged WHERE false"
              : """
                CREATE TEMP TABLE known AS
                SELECT DISTINCT org_id, conversation_id, trace_conversation_id, fragment_hash
                FROM (%s) WHERE run_id <> %s
                AND trace_conversation_id IN (SELECT trace_conversation_id FROM staged)"""
                  .formatted(
                      RowSearch.numberedRows(table), WarehouseSql.textLiteral(numbers.runId())));
      Set<String> gone = erased.isEmpty() ? Set.of() : erased(statement, erased);
      NewFragments decided = new NewFragments(version, new HashMap<>(), new HashMap<>());
      decided.decide(statement, gone);
      return decided;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot decide which parts of conversations are new: " + e.getMessage(), e);
    }
  }

  /** Traces of which a fragment tells of an erased conversation. */
  private static Set<String> erased(Statement statement, Set<String> hashes) throws SQLException {
    Set<String> traces = new HashSet<>();
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT org_id, conversation_id, trace_conversation_id FROM staged
            UNION SELECT org_id, conversation_id, trace_conversation_id FROM known""")) {
      while (rows.next()) {
        String org = rows.getString(1);
        if (hashes.contains(ErasedHash.of(org, rows.getString(2)))
            || hashes.contains(ErasedHash.of(org, rows.getString(3)))) {
          traces.add(trace(org, rows.getString(3)));
        }
      }
    }
    return traces;
  }

  private static String trace(String org, String trace) {
    return org + "\n" + trace;
  }

  private void decide(Statement statement, Set<String> gone) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT org_id, trace_conversation_id, archive_file, filename, file_row_number,
              row_number() OVER (
                PARTITION BY org_id, fragment_hash
                ORDER BY archive_file, line, filename, file_row_number) = 1
              AND (org_id, fragment_hash) NOT IN (SELECT (org_id, fragment_hash) FROM known)
            FROM staged""")) {
      while (rows.next()) {
        String archiveFile = rows.getString(3);
        if (gone.contains(trace(rows.getString(1), rows.getString(2)))) {
          count(archiveFile, IngestSummary.ERASED);
        } else if (rows.getBoolean(6)) {
          kept.computeIfAbsent(rows.getString(4), file -> new BitSet()).set(rows.getInt(5));
        } else {
          count(archiveFile, FragmentCounts.REPEATED);
        }
      }
    }
  }

  private void count(String archiveFile, String reason) {
    others.merge(archiveFile, FragmentCounts.NONE.plus(reason, 1), FragmentCounts::plus);
  }
}
