package dev.assay.results.query;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;

/**
 * Reads a few rows of a table without partitions by a whole number whose ranges its files hold,
 * again and again, without Spark. The list of files is kept until there is a newer commit.
 * Thread-safe.
 */
public final class KeyedReader implements AutoCloseable {
  private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();

  /** Files of a list that is kept may be removed while they are read. */
  private static final int MOST_TRIES = 3;

  private final Warehouse warehouse;
  private final AssayTable table;
  private final String key;
  private final DuckDBConnection database;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private KeyedFiles newest;

  private KeyedReader(
      Warehouse warehouse, AssayTable table, String key, DuckDBConnection database) {
    this.warehouse = warehouse;
    this.table = table;
    this.key = key;
    this.database = database;
    this.newest = new KeyedFiles(-1, key, List.of());
  }

  /**
   * Opens a reader; nothing is read yet.
   *
   * @param key a column of whole numbers with statistics
   * @param memoryLimit DuckDB's, such as {@code 128MB}
   */
  public static KeyedReader open(
      Warehouse warehouse, AssayTable table, String key, String memoryLimit) {
    try {
      return new KeyedReader(warehouse, table, key, DuckDb.start(memoryLimit));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /**
   * All rows of the answer to {@code sql} over the newest snapshot's files that may hold rows with
   * {@code value} as their key; there, the table has its name.
   *
   * @param sql states the key's value too
   * @param parameters fill its question marks
   */
  public <T> List<T> query(long value, String sql, RowReader<T> reader, Object... parameters) {
    for (int attempt = 1; ; attempt++) {
      List<DataFiles.Live> files = newest().holding(value);
      if (files.isEmpty()) {
        return List.of();
      }
      try {
        return ask(
            "WITH %s AS (%s) %s".formatted(table.label(), WarehouseSql.rows(table, files), sql),
            reader,
            parameters);
      } catch (SQLException e) {
        boolean gone = files.stream().anyMatch(file -> !Files.exists(Path.of(file.path())));
        if (!gone || attempt == MOST_TRIES) {
          throw new IllegalStateException(
              "Cannot read the table %s: %s".formatted(table.label(), e.getMessage()), e);
        }
        forget();
      }
    }
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot stop DuckDB: " + e.getMessage(), e);
    }
  }

  private synchronized KeyedFiles newest() {
    long version = newest.version();
    // A log that was cleaned up beyond this version may have had commits that followed it.
    if (version < 0
        || warehouse.hasCommit(table, version + 1)
        || !warehouse.hasCommit(table, version)) {
      forget();
    }
    return newest;
  }

  private synchronized void forget() {
    newest =
        warehouse
            .newest(table)
            .map(snapshot -> KeyedFiles.of(warehouse, snapshot, key))
            .orElse(new KeyedFiles(-1, key, List.of()));
  }

  private <T> List<T> ask(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    places.acquireUninterruptibly();
    try {
      return DuckDb.ask(database, sql, reader, List.of(parameters));
    } finally {
      places.release();
    }
  }
}
