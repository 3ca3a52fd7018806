package dev.assay.results;

import io.delta.kernel.Snapshot;
import io.delta.kernel.internal.actions.AddFile;
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
  private final Map<Path, AddFile> files;

  private SupersededResults(
      Warehouse warehouse, Snapshot snapshot, String metricId, Map<Path, AddFile> files) {
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
    Path folder = warehouse.path(TABLE);
    Map<Path, AddFile> files = new TreeMap<>();
    for (AddFile file : DataFiles.actions(warehouse, snapshot)) {
      DataFiles.Live live = DataFiles.added(folder, file);
      if (partitions.contains(live.partition())) {
        files.put(Path.of(live.path()), file);
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
                    DataFiles.added(warehouse.path(TABLE), f.getValue()).partition(),
                    dropped.getOrDefault(f.getKey(), new BitSet()),
                    cleared.getOrDefault(f.getKey(), new BitSet())))
        .toList();
  }

  /** Commits the copies of edited files in their places. */
  public void replace(Collection<FileEdit> edited, Collection<DataFile> copies) {
    if (edited.isEmpty()) {
      return;
    }
    List<AddFile> removed =
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
