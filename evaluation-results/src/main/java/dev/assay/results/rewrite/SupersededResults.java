package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.FileEdit;
import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import io.delta.kernel.Snapshot;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Takes the superseded results of a metric out of a snapshot of {@code metric_evaluation_result},
 * and clears {@code replaces} of their successors, so that readers can leave the files out again.
 * What is appended meanwhile stays as it is, and appenders need not wait: the commit only puts
 * copies in the place of files. Nobody else may remove files of the table at that time.
 */
public final class SupersededResults {

  private static final AssayTable TABLE = AssayTable.METRIC_EVALUATION_RESULT;

  private static final String SUPERSEDED =
      """
      SELECT r.filename, r.file_row_number FROM (%s) r
      SEMI JOIN successor s ON s.replaces = r.id AND s.org_id = r.org_id""";

  private static final String SUCCESSORS =
      """
      CREATE TABLE successor AS
      SELECT filename, file_row_number, replaces, org_id FROM (%s) WHERE replaces IS NOT NULL""";

  private final Warehouse warehouse;
  private final Snapshot snapshot;
  private final String metricId;
  private final Map<Path, DataFiles.Removable> files;

  private SupersededResults(
      Warehouse warehouse,
      Snapshot snapshot,
      String metricId,
      Map<Path, DataFiles.Removable> files) {
    this.warehouse = warehouse;
    this.snapshot = snapshot;
    this.metricId = metricId;
    this.files = files;
  }

  /**
   * Looks at some versions of a metric.
   *
   * @param snapshot of the table
   */
  public static SupersededResults of(
      Warehouse warehouse, Snapshot snapshot, String metricId, Set<Integer> versions) {
    Set<Map<String, String>> partitions =
        versions.stream()
            .map(v -> Map.of("metric_id", metricId, "metric_version", String.valueOf(v)))
            .collect(Collectors.toSet());
    Map<Path, DataFiles.Removable> files = new TreeMap<>();
    for (DataFiles.Removable file : DataFiles.removable(warehouse, snapshot)) {
      if (partitions.contains(file.file().partition())) {
        files.put(Path.of(file.file().path()), file);
      }
    }
    return new SupersededResults(warehouse, snapshot, metricId, files);
  }

  /**
   * What is to be copied.
   *
   * @param memoryLimit DuckDB's limit, such as {@code 512MB}
   */
  public List<FileEdit> edits(String memoryLimit) {
    if (files.isEmpty()) {
      return List.of();
    }
    Map<Path, BitSet> dropped;
    Map<Path, BitSet> cleared;
    try (DuckDBConnection connection = DuckDb.start(memoryLimit);
        Statement statement = connection.createStatement()) {
      String source = RowSearch.numberedRows(files.keySet());
      statement.execute(SUCCESSORS.formatted(source));
      dropped = RowSearch.positions(statement, SUPERSEDED.formatted(source));
      cleared = RowSearch.positions(statement, "SELECT filename, file_row_number FROM successor");
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot find what is superseded: %s".formatted(e.getMessage()), e);
    }
    return files.entrySet().stream()
        .filter(f -> dropped.containsKey(f.getKey()) || cleared.containsKey(f.getKey()))
        .map(
            f ->
                new FileEdit(
                    TABLE,
                    f.getKey().toString(),
                    f.getValue().file().partition(),
                    dropped.getOrDefault(f.getKey(), new BitSet()),
                    cleared.getOrDefault(f.getKey(), new BitSet())))
        .toList();
  }

  /** Commits the copies of edited files in their places. */
  public void replace(Collection<FileEdit> edited, Collection<DataFile> copies) {
    if (edited.isEmpty()) {
      return;
    }
    List<DataFiles.Removable> removed =
        edited.stream()
            .map(edit -> Objects.requireNonNull(files.get(Path.of(edit.path()))))
            .toList();
    var unused =
        TableCommit.ofMaintenance(warehouse, TABLE, snapshot, metricId)
            .remove(removed)
            .add(copies)
            .make();
  }
}
