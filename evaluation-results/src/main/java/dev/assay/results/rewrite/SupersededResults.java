package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.FileEdit;
import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.TableQuery;
import io.delta.kernel.Snapshot;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Takes the superseded results of metrics out of a snapshot of {@code metric_evaluation_result},
 * and clears {@code replaces} of their successors, so that readers can leave the files out again.
 * What is appended meanwhile stays as it is, and appenders need not wait: the commit only puts
 * copies in the place of files. Nobody else may remove files of the table at that time.
 */
public final class SupersededResults {

  private static final AssayTable TABLE = AssayTable.METRIC_EVALUATION_RESULT;
  private static final AssayTable HISTORY = AssayTable.METRIC_EVALUATION_HISTORY;

  /** Of these a result lacks two, which are filled in. */
  private static final List<StructField> HISTORY_COLUMNS =
      HISTORY.schema().fields().stream()
          .filter(field -> !HISTORY.partitionColumns().contains(field.getName()))
          .toList();

  /** Who appends to the history. */
  private static final String MAINTAINER = "maintenance";

  private static final int ID = place("id");
  private static final int SUPERSEDED_BY = place("superseded_by");
  private static final int SUPERSEDED_AT = place("superseded_at");
  private static final long ROW_GROUP_BYTES = 8 << 20;

  private static int place(String column) {
    return HISTORY_COLUMNS.stream().map(StructField::getName).toList().indexOf(column);
  }

  private static final String SUPERSEDED =
      """
      SELECT r.filename, r.file_row_number, s.id, epoch_us(s.created_at) FROM (%s) r
      JOIN successor s ON s.replaces = r.id AND s.org_id = r.org_id""";

  private static final String SUCCESSORS =
      """
      CREATE TABLE successor AS
      SELECT filename, file_row_number, id, created_at, replaces, org_id
      FROM (%s) WHERE replaces IS NOT NULL""";

  private final Warehouse warehouse;
  private final Snapshot snapshot;
  private final NavigableSet<String> metricIds;
  private final Map<Path, DataFiles.Removable> files;
  private final Map<Path, Map<Integer, Successor>> superseded = new TreeMap<>();

  /** The result that supersedes another. */
  private record Successor(String id, long createdAtMicros) {}

  private SupersededResults(
      Warehouse warehouse,
      Snapshot snapshot,
      NavigableSet<String> metricIds,
      Map<Path, DataFiles.Removable> files) {
    this.warehouse = warehouse;
    this.snapshot = snapshot;
    this.metricIds = metricIds;
    this.files = files;
  }

  /**
   * Looks at some versions of some metrics.
   *
   * @param snapshot of the table
   * @param versions of each metric's id; at least one
   */
  public static SupersededResults of(
      Warehouse warehouse, Snapshot snapshot, Map<String, Set<Integer>> versions) {
    Set<Map<String, String>> partitions = new HashSet<>();
    versions.forEach(
        (id, all) ->
            all.forEach(
                version ->
                    partitions.add(
                        Map.of("metric_id", id, "metric_version", String.valueOf(version)))));
    Map<Path, DataFiles.Removable> files = new TreeMap<>();
    for (DataFiles.Removable file : DataFiles.removable(warehouse, snapshot)) {
      if (partitions.contains(file.file().partition())) {
        files.put(Path.of(file.file().path()), file);
      }
    }
    return new SupersededResults(warehouse, snapshot, new TreeSet<>(versions.keySet()), files);
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
    Map<Path, BitSet> cleared;
    try (DuckDBConnection connection = DuckDb.start(memoryLimit);
        Statement statement = connection.createStatement()) {
      String source = RowSearch.numberedRows(files.keySet());
      statement.execute(SUCCESSORS.formatted(source));
      findSuperseded(statement, SUPERSEDED.formatted(source));
      cleared = RowSearch.positions(statement, "SELECT filename, file_row_number FROM successor");
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot find what is superseded: %s".formatted(e.getMessage()), e);
    }
    return files.entrySet().stream()
        .filter(f -> superseded.containsKey(f.getKey()) || cleared.containsKey(f.getKey()))
        .map(
            f ->
                new FileEdit(
                    TABLE,
                    f.getKey().toString(),
                    f.getValue().file().partition(),
                    positions(f.getKey()),
                    cleared.getOrDefault(f.getKey(), new BitSet())))
        .toList();
  }

  private void findSuperseded(Statement statement, String sql) throws SQLException {
    superseded.clear();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        Objects.requireNonNull(
                superseded.computeIfAbsent(Path.of(rows.getString(1)), file -> new HashMap<>()))
            .put(
                Math.toIntExact(rows.getLong(2)),
                new Successor(rows.getString(3), rows.getLong(4)));
      }
    }
  }

  private BitSet positions(Path file) {
    BitSet positions = new BitSet();
    Objects.requireNonNullElse(superseded.get(file), Map.<Integer, Successor>of())
        .keySet()
        .forEach(positions::set);
    return positions;
  }

  /**
   * Appends the superseded rows to {@code metric_evaluation_history}, but for those that it has. To
   * be called between {@link #edits} and {@link #replace}.
   */
  public void keepHistory() throws IOException {
    Set<String> known = known();
    List<DataFile> written = new ArrayList<>();
    for (Map.Entry<Path, Map<Integer, Successor>> file : superseded.entrySet()) {
      Map<String, String> partition =
          Objects.requireNonNull(files.get(file.getKey())).file().partition();
      copy(file.getKey(), partition, file.getValue(), known).ifPresent(written::add);
    }
    if (!written.isEmpty()) {
      TableAppend append = new TableAppend(warehouse);
      append.commit(HISTORY, written, MAINTAINER, append.committed(HISTORY, MAINTAINER) + 1);
    }
  }

  /**
   * Ids of what the history has since the first of these was superseded: after a crash, of some.
   */
  private Set<String> known() {
    long since =
        superseded.values().stream()
            .flatMap(rows -> rows.values().stream())
            .mapToLong(Successor::createdAtMicros)
            .min()
            .orElse(0);
    return Set.copyOf(
        TableQuery.query(
            warehouse,
            Map.of(HISTORY, Predicates.atOrAfter("superseded_at", since)),
            "SELECT id FROM metric_evaluation_history WHERE epoch_us(superseded_at) >= ?",
            row -> row.getString(1),
            since));
  }

  private Optional<DataFile> copy(
      Path file, Map<String, String> partition, Map<Integer, Successor> rows, Set<String> known)
      throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(warehouse.path(HISTORY), HISTORY, partition, ROW_GROUP_BYTES);
    int written = 0;
    try (DataFileReader reader = DataFileReader.open(file, HISTORY_COLUMNS, Optional.empty())) {
      @Nullable Object[] row = reader.read();
      for (int position = 0; row != null; position++) {
        Successor successor = rows.get(position);
        if (successor != null && !known.contains(String.valueOf(row[ID]))) {
          row[SUPERSEDED_BY] = successor.id();
          row[SUPERSEDED_AT] = successor.createdAtMicros();
          writer.write(row);
          written++;
        }
        row = reader.read();
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    if (written == 0) {
      writer.close();
      return Optional.empty();
    }
    return Optional.of(writer.finish());
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
        TableCommit.ofMaintenance(warehouse, TABLE, snapshot, metricIds)
            .remove(removed)
            .add(copies)
            .make();
  }
}
