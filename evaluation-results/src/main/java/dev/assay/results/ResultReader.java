package dev.assay.results;

import dev.assay.archive.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads current results of any snapshot that is still kept, again and again, without Spark.
 * Thread-safe. Memory is bounded: DuckDB's by its limit, the lists of files by their number, the
 * index of conversations by its size.
 */
public final class ResultReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultReader.class);
  private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();
  private static final long MOST_INDEX_BYTES = 128L << 20;
  private static final long MOST_SUPERSEDED = 500_000;

  /** How many rows are read at first for each that is wanted, and then for each read before. */
  private static final int MORE = 8;

  private final DuckDBConnection database;
  private final ResultSnapshots snapshots;
  private final ConversationIndex index;
  private final SupersededIds superseded;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final ExecutorService indexing =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "conversation-index");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long indexed = -1;

  /** The snapshot that was asked for is no longer kept. */
  public static final class SnapshotGone extends RuntimeException {
    SnapshotGone(long version, Throwable cause) {
      super(
          "Cannot read version %d of the results: it is no longer kept".formatted(version), cause);
    }
  }

  private ResultReader(Warehouse warehouse, DuckDBConnection database) {
    this.database = database;
    this.snapshots = new ResultSnapshots(warehouse);
    this.index = new ConversationIndex(database, MOST_INDEX_BYTES);
    this.superseded = new SupersededIds(database, MOST_SUPERSEDED);
  }

  /**
   * Opens a reader, which begins to index conversations in a thread of its own.
   *
   * @param memoryLimit DuckDB's, such as {@code 256MB}
   */
  public static ResultReader open(Warehouse warehouse, String memoryLimit) {
    try {
      ResultReader reader = new ResultReader(warehouse, DuckDb.start(memoryLimit));
      reader.indexing.execute(reader::indexNewest);
      return reader;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /** The version of the newest snapshot, or -1 when there is no table yet. */
  public long newest() {
    long newest = snapshots.newest().map(ResultFiles::version).orElse(-1L);
    if (newest > indexed) {
      indexed = newest;
      indexing.execute(this::indexNewest);
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
    ResultFiles files = snapshots.at(version);
    List<ResultFile> matching = matching(files, query, after);
    if (matching.isEmpty() || limit == 0) {
      return List.of();
    }
    List<ResultFile> replacing = files.replacing(query);
    return superseded.without(
        replacing,
        ids -> {
          int taken = atLeast(matching, (long) MORE * limit);
          while (true) {
            List<ResultFile> some = matching.subList(0, taken);
            ResultSql sql = new ResultSql(query, some, ids);
            List<StoredResult> page =
                ask(
                    version,
                    List.of(some, replacing),
                    sql.page(after, limit),
                    sql.parameters(),
                    row -> result(row, files.file(row.getString("file"))));
            int needed =
                page.size() < limit
                    ? atLeast(matching, MORE * rows(some))
                    : reaching(matching, taken, query, page.get(limit - 1).createdAt());
            if (needed <= taken) {
              return page;
            }
            taken = needed;
          }
        });
  }

  /**
   * Ids of the metrics that have results of a query.
   *
   * @param known those of which it is known already
   * @throws SnapshotGone when the snapshot or some of its files are gone
   */
  public List<String> metricIds(long version, ResultQuery query, Collection<String> known) {
    ResultFiles files = snapshots.at(version);
    Set<String> ids = new TreeSet<>(known);
    ids.addAll(files.surelyFound(query));
    List<ResultFile> open =
        matching(files, query, null).stream()
            .filter(file -> !ids.contains(file.metricId()))
            .toList();
    if (!open.isEmpty()) {
      List<ResultFile> replacing = files.replacing(query);
      ids.addAll(
          superseded.without(
              replacing,
              superseded -> {
                ResultSql sql = new ResultSql(query, open, superseded);
                return ask(
                    version,
                    List.of(open, replacing),
                    sql.files(),
                    sql.parameters(),
                    row -> files.file(row.getString("file")).metricId());
              }));
    }
    return List.copyOf(ids);
  }

  /** The memory that the index of conversations takes, in bytes. */
  public long indexBytes() {
    return index.bytes();
  }

  /** How many files the index of conversations covers. */
  public int indexedFiles() {
    return index.size();
  }

  @Override
  public void close() {
    indexing.shutdownNow();
    try {
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot stop DuckDB: " + e.getMessage(), e);
    }
  }

  private List<ResultFile> matching(
      ResultFiles files, ResultQuery query, ResultQuery.@Nullable Place after) {
    List<ResultFile> matching = files.matching(query, after);
    return query.conversationIds().isEmpty()
        ? matching
        : index.holding(matching, query.conversationIds());
  }

  /** Lookups need not wait for it: a file that is not indexed yet is read. */
  private void indexNewest() {
    try {
      snapshots.newest().ifPresent(files -> index.add(files.all()));
      Set<String> read = snapshots.paths();
      index.retain(read);
      superseded.retain(read);
    } catch (RuntimeException e) {
      log.warn("Cannot index the conversations of results: {}", e.toString());
    }
  }

  /** How many of the files, from the first on, have so many rows; all when their rows are fewer. */
  private static int atLeast(List<ResultFile> files, long rows) {
    long sum = 0;
    for (int taken = 0; taken < files.size(); taken++) {
      if (sum >= rows) {
        return taken;
      }
      sum += Math.max(1, files.get(taken).rows());
    }
    return files.size();
  }

  private static long rows(List<ResultFile> files) {
    return files.stream().mapToLong(file -> Math.max(1, file.rows())).sum();
  }

  /** How many of the files, beyond those taken, may hold a row before or at a time. */
  private static int reaching(List<ResultFile> files, int taken, ResultQuery query, Instant time) {
    int needed = taken;
    while (needed < files.size()
        && (query.newestFirst()
            ? !files.get(needed).to().isBefore(time)
            : !files.get(needed).from().isAfter(time))) {
      needed++;
    }
    return needed;
  }

  private <T> List<T> ask(
      long version,
      List<List<ResultFile>> files,
      String sql,
      List<String> parameters,
      RowReader<T> reader) {
    places.acquireUninterruptibly();
    try {
      return DuckDb.ask(database, sql, reader, parameters);
    } catch (SQLException e) {
      if (files.stream()
          .flatMap(List::stream)
          .anyMatch(file -> !Files.exists(Path.of(file.path())))) {
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
