package dev.assay.ledger.store;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;

/**
 * The ledger's database in the hands of one owner: each change is a transaction that checks first
 * that nobody has taken the owner for dead. Thread-safe.
 */
public final class LedgerDatabase implements AutoCloseable {
  private final Database database;
  private final Owner owner;
  private final CallIds ids;
  private boolean isEntered;

  public LedgerDatabase(Database database, Owner owner) {
    this.database = database;
    this.owner = owner;
    this.ids = new CallIds(InstantSource.system(), owner);
  }

  /** What is done with the tables. */
  @FunctionalInterface
  public interface Work<T> {
    T of(Statements statements) throws SQLException;
  }

  /** The same, by an owner. */
  @FunctionalInterface
  public interface OwnedWork<T> {
    T of(Statements statements, Ownership ownership) throws SQLException;
  }

  public Owner owner() {
    return owner;
  }

  public CallIds ids() {
    return ids;
  }

  public boolean isPostgresql() {
    return database.isPostgresql();
  }

  public <T> T read(Work<T> work) {
    try (Connection connection = database.dataSource().getConnection();
        Statements statements = new Statements(connection)) {
      return work.of(statements);
    } catch (SQLException e) {
      throw LedgerFailed.because("read", e);
    }
  }

  /** One transaction, durable when this returns. */
  public <T> T change(Work<T> work) {
    return LedgerFailed.unless(
        "change",
        () -> {
          enter();
          return within(
              (statements, ownership) -> {
                ownership.check();
                return work.of(statements);
              });
        });
  }

  /** The same, while no other process writes. */
  public <T> T changeAlone(OwnedWork<T> work) {
    return LedgerFailed.unless(
        "change",
        () -> {
          enter();
          return within(
              (statements, ownership) -> {
                ownership.checkAlone();
                return work.of(statements, ownership);
              });
        });
  }

  /** Writes what one run does. */
  public LedgerWriter writer(String runId) throws SQLException {
    enter();
    return new LedgerWriter(
        Transaction.of(database.dataSource()), runId, owner, database.isPostgresql());
  }

  void compact(Collection<String> tables) {
    database.compact(tables);
  }

  /** Ends the owner: what it has not settled is lost. */
  @Override
  public void close() {
    try {
      end();
    } finally {
      try {
        owner.close();
      } finally {
        database.close();
      }
    }
  }

  /** Opening the ledger to read it changes nothing. */
  private synchronized void enter() throws SQLException {
    if (!isEntered) {
      var unused =
          within(
              (statements, ownership) -> {
                ownership.enter();
                return true;
              });
      isEntered = true;
    }
  }

  private synchronized void end() {
    if (isEntered) {
      var unused =
          LedgerFailed.unless(
              "change",
              () ->
                  within(
                      (statements, ownership) -> {
                        ownership.end();
                        return true;
                      }));
    }
  }

  private <T> T within(OwnedWork<T> work) throws SQLException {
    try (Transaction transaction = Transaction.of(database.dataSource());
        Statements statements = new Statements(transaction.connection())) {
      T done = work.of(statements, new Ownership(statements, owner, database.isPostgresql()));
      transaction.commit();
      return done;
    }
  }
}
