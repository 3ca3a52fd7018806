package dev.assay.catalog.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A database whose tables are brought up to date when it is opened. Thread-safe; one for each
 * process is enough.
 *
 * <p>The embedded database may be open in several processes of one host at once, and each may be
 * killed at any moment: what was committed is found again and the others go on. It has one writer
 * at a time; a transaction takes the write lock at its first statement and others wait for it up to
 * a minute, so keep transactions short, and never write through a second connection while a
 * transaction of the same thread is open. The file must not be read by other means inside a process
 * that has it open (closing any handle on it would drop SQLite's locks), nor lie on a network file
 * system.
 */
public final class Database implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 8;

  /** Which SQL the database speaks. */
  public enum Dialect {
    SQLITE,
    POSTGRESQL
  }

  private final Dialect dialect;
  private final HikariDataSource pool;
  private final SchemaLock schemaLock;
  private final NamedLocks locks;

  private Database(
      Dialect dialect, HikariDataSource pool, SchemaLock schemaLock, NamedLocks locks) {
    this.dialect = dialect;
    this.pool = pool;
    this.schemaLock = schemaLock;
    this.locks = locks;
  }

  /**
   * Opens {@code <directory>/<name>.db}, and creates both when they do not exist.
   *
   * @throws DatabaseFailed when the directory cannot be written, or the file is no such database or
   *     one of a newer Assay
   */
  public static Database embedded(Path directory, String name, DatabaseSchema schema) {
    HikariConfig config = config(schema);
    try {
      Files.createDirectories(directory);
      Path file = directory.toRealPath().resolve(name + ".db");
      config.setDataSource(new EmbeddedDataSource(file));
      SchemaLock lock = SchemaLock.ofFile(file.resolveSibling(name + ".lock"));
      NamedLocks locks = FileLocks.of(file.resolveSibling(name + ".locks"));
      return lock.whileHeld(() -> openFile(config, schema, lock, locks, file.toString()));
    } catch (IOException e) {
      throw new DatabaseFailed(
          ("Cannot open the %s in %s: %s."
                  + " Name a directory that exists or can be created, and that can be written.")
              .formatted(schema.what(), directory, e),
          e);
    }
  }

  /**
   * Connects to PostgreSQL.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without a password
   * @throws DatabaseFailed when the database cannot be reached, or its tables are those of a newer
   *     Assay
   */
  public static Database postgresql(
      String jdbcUrl, String user, String password, DatabaseSchema schema) {
    String lowerCase = jdbcUrl.toLowerCase(Locale.ROOT);
    if (!lowerCase.startsWith("jdbc:postgresql:") || lowerCase.contains("password=")) {
      throw new DatabaseFailed(
          ("Cannot open the %s: its address must be jdbc:postgresql://host:port/database,"
                  + " without a password. Give the password apart.")
              .formatted(schema.what()),
          null);
    }
    HikariConfig config = config(schema);
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return openServer(config, schema, jdbcUrl);
  }

  /** A pool of connections; closing one gives it back. */
  public DataSource dataSource() {
    return pool;
  }

  /** Locks that all processes of this database share. */
  public NamedLocks locks() {
    return locks;
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

  /**
   * Creates further tables in this database, or brings them up to date.
   *
   * @throws DatabaseFailed when they cannot be made, or are those of a newer Assay
   */
  public void extend(DatabaseSchema further) {
    whileMigrating(
        () ->
            further.bringUpToDate(
                pool, pool.getJdbcUrl() == null ? "its file" : pool.getJdbcUrl(), isPostgresql()));
  }

  /**
   * Writes the database anew without what was deleted, so that no byte of it is left in free space
   * or in the log beside the file. Nobody else may use it meanwhile.
   *
   * @param tables that rows were deleted from; of PostgreSQL only these are written anew
   */
  public void compact(Collection<String> tables) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      if (isPostgresql()) {
        for (String table : tables) {
          statement.execute("VACUUM FULL " + table);
        }
      } else {
        statement.execute("VACUUM");
        try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
          if (row.next() && row.getInt(1) != 0) {
            throw new SQLException("another process reads it");
          }
        }
      }
    } catch (SQLException e) {
      throw new DatabaseFailed(
          "Cannot write the %s anew without what was deleted: %s"
              .formatted(pool.getPoolName(), e.getMessage()),
          e);
    }
  }

  private static HikariConfig config(DatabaseSchema schema) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(schema.what());
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

  private static Database openFile(
      HikariConfig config, DatabaseSchema schema, SchemaLock held, NamedLocks locks, String file) {
    return opened(
        config,
        schema,
        file,
        pool -> {
          schema.bringUpToDate(pool, file, false);
          return new Database(Dialect.SQLITE, pool, held, locks);
        });
  }

  private static Database openServer(HikariConfig config, DatabaseSchema schema, String url) {
    return opened(
        config,
        schema,
        url,
        pool -> {
          Database database =
              new Database(
                  Dialect.POSTGRESQL, pool, SchemaLock.ofServer(pool), new ServerLocks(pool));
          database.whileMigrating(() -> schema.bringUpToDate(pool, url, true));
          return database;
        });
  }

  private static Database opened(
      HikariConfig config,
      DatabaseSchema schema,
      String place,
      Function<HikariDataSource, Database> opening) {
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new DatabaseFailed(
          "Cannot open the %s at %s: %s. Check its address and that it can be reached."
              .formatted(schema.what(), place, rootMessage(e)),
          e);
    }
    try {
      return opening.apply(pool);
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
