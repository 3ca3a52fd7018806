package dev.assay.catalog.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Lets one process, and one thread of it, create or migrate tables of a database at a time. Flyway
 * alone is not enough: SQLite has no lock that it could hold meanwhile, and on PostgreSQL it
 * creates its history table before it takes one. Whoever dies gives the lock back.
 */
interface SchemaLock {

  /** Runs {@code work} while nobody else migrates. */
  <T> T whileHeld(Supplier<T> work);

  /** Of the embedded database: the operating system's lock of a file beside it. */
  static SchemaLock ofFile(Path file) {
    return new SchemaLock() {
      @Override
      public <T> T whileHeld(Supplier<T> work) {
        FileMutex.IN_THIS_PROCESS.lock();
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          FileLock lock = channel.lock();
          try {
            return work.get();
          } finally {
            lock.release();
          }
        } catch (IOException e) {
          throw new DatabaseFailed(
              "Cannot lock %s: %s. Its directory must be writable.".formatted(file, e), e);
        } finally {
          FileMutex.IN_THIS_PROCESS.unlock();
        }
      }
    };
  }

  /** Of PostgreSQL: an advisory lock, held by a connection of its own. */
  static SchemaLock ofServer(DataSource dataSource) {
    return new SchemaLock() {
      @Override
      public <T> T whileHeld(Supplier<T> work) {
        try (Connection connection = dataSource.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("SELECT pg_advisory_lock(%d)".formatted(FileMutex.SERVER_KEY));
          try {
            return work.get();
          } finally {
            statement.execute("SELECT pg_advisory_unlock(%d)".formatted(FileMutex.SERVER_KEY));
          }
        } catch (SQLException e) {
          throw new DatabaseFailed("Cannot lock the catalog's schema: " + e.getMessage(), e);
        }
      }
    };
  }

  /** What locks of all places share. */
  final class FileMutex {
    /** A file's lock is the whole process's, so its threads need one of their own. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    /** "assay" in ASCII, so that other users of the server are unlikely to take it. */
    private static final long SERVER_KEY = 0x61_73_73_61_79L;

    private FileMutex() {}
  }
}
