package dev.assay.ledger.store;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user of the ledger that holds a lock as long as it lives, so that others can tell whether its
 * calls will ever be settled. On one host the lock is the operating system's on a file; on
 * PostgreSQL it is the server's, held by a connection. Both end with the process, and the latter
 * may end before it: then {@link Ownership} keeps it from going on.
 */
public interface Owner extends AutoCloseable {

  /** 16 lowercase hex. */
  String id();

  /** Whether another owner has ended without telling. */
  boolean isDead(String otherId);

  @Override
  void close();

  /** A new owner that lives from now on. */
  static Owner begin(Database database, Path locks) {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    return database.isPostgresql() ? OnServer.begin(id, database) : OnHost.begin(id, locks);
  }

  /** On one host: a file. */
  record OnHost(String id, Path locks, ProcessLock lock) implements Owner {

    static Owner begin(String id, Path locks) {
      try {
        Files.createDirectories(locks);
        return new OnHost(id, locks, ProcessLock.tryTake(file(locks, id)).orElseThrow());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write to %s: %s".formatted(locks, e), e);
      }
    }

    @Override
    public boolean isDead(String otherId) {
      Optional<ProcessLock> taken = ProcessLock.tryTake(file(locks, otherId));
      taken.ifPresent(l -> end(otherId, l));
      return taken.isPresent();
    }

    @Override
    public void close() {
      end(id, lock);
    }

    private void end(String ownerId, ProcessLock held) {
      try (held) {
        Files.deleteIfExists(file(locks, ownerId));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove the lock of owner " + ownerId, e);
      }
    }

    private static Path file(Path locks, String id) {
      return locks.resolve("owner-" + id + ".lock");
    }
  }

  /** On PostgreSQL: an advisory lock. */
  record OnServer(String id, Connection connection) implements Owner {
    private static final Logger log = LoggerFactory.getLogger(Owner.class);

    static Owner begin(String id, Database database) {
      try {
        Connection connection = database.dataSource().getConnection();
        if (!ask(connection, "SELECT pg_try_advisory_lock(?)", id)) {
          throw new IllegalStateException("Cannot lock owner %s: it is taken".formatted(id));
        }
        return new OnServer(id, connection);
      } catch (SQLException e) {
        throw LedgerFailed.because("lock", e);
      }
    }

    @Override
    public boolean isDead(String otherId) {
      synchronized (connection) {
        try {
          boolean dead = ask(connection, "SELECT pg_try_advisory_lock(?)", otherId);
          if (dead) {
            ask(connection, "SELECT pg_advisory_unlock(?)", otherId);
          }
          return dead && !otherId.equals(id);
        } catch (SQLException e) {
          throw LedgerFailed.because("lock", e);
        }
      }
    }

    /** A lock that cannot be given back has ended with its connection. */
    @Override
    public void close() {
      try (connection) {
        ask(connection, "SELECT pg_advisory_unlock(?)", id);
      } catch (SQLException e) {
        log.warn("Cannot give back the lock of the ledger's owner {}: {}", id, e.toString());
      }
    }

    private static boolean ask(Connection connection, String sql, String id) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setLong(1, Long.parseUnsignedLong(id, 16));
        try (ResultSet row = statement.executeQuery()) {
          return row.next() && row.getBoolean(1);
        }
      }
    }
  }
}
