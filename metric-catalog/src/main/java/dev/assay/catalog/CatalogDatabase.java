package dev.assay.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database that holds the catalog, brought up to date when it is opened. Thread-safe; one for
 * each process is enough.
 *
 * <p>The embedded database may be open in several processes of one host at once, and each may be
 * killed at any moment: what was committed is found again and the others go on. It has one writer
 * at a time; a transaction takes the write lock at its first statement and others wait for it up to
 * a minute, so keep transactions short, and never write through a second connection while a
 * transaction of the same thread is open. The file must not be read by other means inside a process
 * that has it open (closing any handle on it would drop SQLite's locks), nor lie on a network file
 * system.
 */
public final class CatalogDatabase implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 8;
  private static final String FILE = "catalog.db";
  private static final String LOCK_FILE = "catalog.lock";

  /** Which SQL the database speaks. */
  public enum Dialect {
    SQLITE,
    POSTGRESQL
  }

  private final Dialect dialect;
  private final HikariDataSource pool;
  private final SchemaLock schemaLock;

  private CatalogDatabase(Dialect dialect, HikariDataSource pool, SchemaLock schemaLock) {
    this.dialect = dialect;
    this.pool = pool;
    this.schemaLock = schemaLock;
  }

  /**
   * Opens {@code <directory>/catalog.db}, and creates both when they do not exist.
   *
   * @throws CatalogException.StoreFailed when the directory cannot be written, or the file is no
   *     catalog or one of a newer Assay
   */
  public static CatalogDatabase embedded(Path directory) {
    HikariConfig config = config();
    try {
      Files.createDirectories(directory);
      Path file = directory.toRealPath().resolve(FILE);
      config.setDataSource(new EmbeddedDataSource(file));
      SchemaLock lock = SchemaLock.ofFile(file.resolveSibling(LOCK_FILE));
      return lock.whileHeld(() -> open(Dialect.SQLITE, config, lock, file.toString()));
    } catch (IOException e) {
      throw new CatalogException.StoreFailed(
          ("Cannot open the catalog in %s: %s."
                  + " Name a directory that exists or can be created, and that can be written.")
              .formatted(directory, e),
          e);
    }
  }

  /**
   * Connects to PostgreSQL.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without a password
   * @throws CatalogException.StoreFailed when the database cannot be reached, or its catalog is one
   *     of a newer Assay
   */
  public static CatalogDatabase postgresql(String jdbcUrl, String user, String password) {
    String lowerCase = jdbcUrl.toLowerCase(Locale.ROOT);
    if (!lowerCase.startsWith("jdbc:postgresql:") || lowerCase.contains("password=")) {
      throw new CatalogException.StoreFailed(
          "Cannot open the catalog: its address must be jdbc:postgresql://host:port/database,"
              + " without a password. Give the password apart.",
          null);
    }
    HikariConfig config = config();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    return open(Dialect.POSTGRESQL, config, null, jdbcUrl);
  }

  /** A pool of connections; closing one gives it back. */
  public DataSource dataSource() {
    return pool;
  }

  public Dialect dialect() {
    return dialect;
  }

  public boolean isPostgresql() {
    return dialect == Dialect.POSTGRESQL;
  }

  @Override
  public void close() {
    pool.close();
  }

  private static HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("catalog");
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    return config;
  }

  /**
   * Runs a migration of further tables of this database while no other process runs one, of
   * whatever tables.
   */
  public void whileMigrating(Runnable migration) {
    schemaLock.whileHeld(
        () -> {
          migration.run();
          return true;
        });
  }

  /**
   * @param held the lock that the caller holds already, or null
   */
  private static CatalogDatabase open(
      Dialect dialect, HikariConfig config, @Nullable SchemaLock held, String place) {
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new CatalogException.StoreFailed(
          "Cannot open the catalog at %s: %s. Check its address and that it can be reached."
              .formatted(place, rootMessage(e)),
          e);
    }
    try {
      if (held != null) {
        CatalogSchema.bringUpToDate(pool, place);
        return new CatalogDatabase(dialect, pool, held);
      }
      CatalogDatabase database = new CatalogDatabase(dialect, pool, SchemaLock.ofServer(pool));
      database.whileMigrating(() -> CatalogSchema.bringUpToDate(pool, place));
      return database;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
