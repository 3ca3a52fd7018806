package dev.assay.results;

import dev.assay.archive.Simulation;
import dev.assay.results.ResultFiles.ResultFile;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.exceptions.KernelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Reads current results of any snapshot that is still kept, again and again, without Spark.
 * Thread-safe. Memory is bounded: DuckDB's by its limit, and the lists of files by their number.
 */
public final class ResultReader implements AutoCloseable {
  private static final int MOST_FILES_KEPT = 200_000;
  private static final int AT_ONCE = 8;

  private final Warehouse warehouse;
  private final DuckDBConnection database;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final LinkedHashMap<Long, ResultFiles> known = new LinkedHashMap<>(16, 0.75f, true);
  private long newest = -1;

  /** The snapshot that was asked for is no longer kept. */
  public static final class SnapshotGone extends RuntimeException {
    SnapshotGone(long version, Throwable cause) {
      super(
          "Cannot read version %d of the results: it is no longer kept".formatted(version), cause);
    }
  }

  private ResultReader(Warehouse warehouse, DuckDBConnection database) {
    this.warehouse = warehouse;
    this.database = database;
  }

  /**
   * Opens a reader; nothing is read yet.
   *
   * @param memoryLimit DuckDB's, such as {@code 256MB}
   */
  public static ResultReader open(Warehouse warehouse, String memoryLimit) {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memoryLimit);
    settings.setProperty("autoinstall_known_extensions", "false");
    try {
      return new ResultReader(
          warehouse,
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /** The version of the newest snapshot, or -1 when there is no table yet. */
  public synchronized long newest() {
    Path log = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).resolve("_delta_log");
    if (newest < 0 || Files.exists(log.resolve("%020d.json".formatted(newest + 1)))) {
      newest =
          warehouse.newest(AssayTable.METRIC_EVALUATION_RESULT).map(this::keepNewest).orElse(-1L);
    }
    return newest;
  }

  /**
   * Results of a snapshot in the query's order.
   *
   * @param after where to begin, or null for the beginning
   * @param limit the most that are wanted
   * @throws SnapshotGone when the snapshot or some of its files are gone
   */
  public List<StoredResult> find(
      long version, ResultQuery query, ResultQuery.@Nullable Place after, int limit) {
    ResultFiles files = files(version);
    List<ResultFile> matching = files.matching(query, after);
    if (matching.isEmpty() || limit == 0) {
      return List.of();
    }
    ResultSql sql = new ResultSql(query, matching, files.replacing(query));
    return ask(
        version,
        matching,
        sql.page(after, limit),
        sql.parameters(),
        row -> result(row, files.file(row.getString("file"))));
  }

  /**
   * Ids of the metrics that have results of a query.
   *
   * @throws SnapshotGone when the snapshot or some of its files are gone
   */
  public List<String> metricIds(long version, ResultQuery query) {
    ResultFiles files = files(version);
    List<ResultFile> matching = files.matching(query, null);
    if (matching.isEmpty()) {
      return List.of();
    }
    ResultSql sql = new ResultSql(query, matching, files.replacing(query));
    List<String> ids =
        ask(
            version,
            matching,
            sql.files(),
            sql.parameters(),
            row -> files.file(row.getString("file")).metricId());
    return List.copyOf(new TreeSet<>(ids));
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot stop DuckDB: " + e.getMessage(), e);
    }
  }

  private synchronized ResultFiles files(long version) {
    ResultFiles files = known.get(version);
    if (files != null) {
      return files;
    }
    String path = warehouse.path(AssayTable.METRIC_EVALUATION_RESULT).toString();
    try {
      return keep(
          Table.forPath(warehouse.engine(), path)
              .getSnapshotAsOfVersion(warehouse.engine(), version));
    } catch (KernelException e) {
      throw new SnapshotGone(version, e);
    }
  }

  private long keepNewest(Snapshot snapshot) {
    var unused = keep(snapshot);
    return snapshot.getVersion();
  }

  /** Keeps the list of a snapshot's files, and as many others as there is room for. */
  private synchronized ResultFiles keep(Snapshot snapshot) {
    ResultFiles files = ResultFiles.of(warehouse, snapshot);
    known.put(snapshot.getVersion(), files);
    int kept = known.values().stream().mapToInt(ResultFiles::size).sum();
    Iterator<Map.Entry<Long, ResultFiles>> oldestFirst = known.entrySet().iterator();
    while (kept > MOST_FILES_KEPT && known.size() > 1) {
      kept -= oldestFirst.next().getValue().size();
      oldestFirst.remove();
    }
    return files;
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> ask(
      long version,
      List<ResultFile> files,
      String sql,
      List<String> parameters,
      RowReader<T> reader) {
    places.acquireUninterruptibly();
    try (Connection connection = database.duplicate();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      List<T> answer = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          answer.add(reader.read(rows));
        }
      }
      return answer;
    } catch (SQLException e) {
      if (files.stream().anyMatch(file -> !Files.exists(Path.of(file.path())))) {
        throw new SnapshotGone(version, e);
      }
      throw new IllegalStateException("Cannot read the results: " + e.getMessage(), e);
    } finally {
      places.release();
    }
  }

  private static StoredResult result(ResultSet row, ResultFile file) throws SQLException {
    String runId = row.getString("simulation_unit_test_set_run_id");
    String testId = row.getString("unit_test_id");
    return new StoredResult(
        row.getString("id"),
        row.getString("org_id"),
        file.metricId(),
        file.version(),
        row.getString("conversation_id"),
        row.getString("source_type"),
        value(row),
        row.getString("justification"),
        references(row.getArray("references")),
        new StoredResult.Manual(
            row.getString("evaluate_to_interaction_id"),
            row.getString("invoked_by_org_id"),
            row.getString("invoked_by_user_id")),
        runId == null || testId == null
            ? null
            : new Simulation(runId, testId, row.getInt("run_index")),
        instant(row.getLong("created_micros")),
        instant(row.getLong("updated_micros")));
  }

  private static @Nullable Object value(ResultSet row) throws SQLException {
    for (String column : List.of("result_boolean", "result_numerical", "result_categorical")) {
      Object value = row.getObject(column);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static List<String> references(@Nullable Array array) throws SQLException {
    return array == null
        ? List.of()
        : Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
