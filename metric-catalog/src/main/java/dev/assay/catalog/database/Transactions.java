package dev.assay.catalog.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Does work on a database, in a transaction or without one, and turns its failures into {@link
 * DatabaseFailed}. What the work itself throws, an {@link Error} too, is passed on. Thread-safe.
 *
 * <p>Work uses the connection that it is given and no other: the embedded database would wait for
 * itself.
 */
public final class Transactions {
  private static final int MAX_ATTEMPTS = 10;

  /** PostgreSQL: serialization failure, deadlock. Both mean that nothing was committed. */
  private static final Set<String> LOST_RACES = Set.of("40001", "40P01");

  private final DataSource dataSource;

  /** Work that has a result; may run again when it lost a race. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; does not commit, close or keep the connection. */
    T run(Connection connection) throws SQLException;
  }

  /**
   * @param dataSource of {@link Database}
   */
  public Transactions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Commits what {@code work} did, or nothing when it throws. What it did is durable when this
   * returns.
   *
   * @throws DatabaseFailed when the database cannot be used, or refuses a statement
   */
  public <T> T write(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return writeOnce(work);
      } catch (SQLException e) {
        if (attempt == MAX_ATTEMPTS || !LOST_RACES.contains(String.valueOf(e.getSQLState()))) {
          throw failed("change", e);
        }
      }
    }
  }

  /**
   * Does work that only reads; each statement sees what was committed before it.
   *
   * @throws DatabaseFailed when the database cannot be used, or refuses a statement
   */
  public <T> T read(Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw failed("read", e);
    }
  }

  private <T> T writeOnce(Work<T> work) throws SQLException {
    try (Transaction transaction = Transaction.of(dataSource)) {
      T result = work.run(transaction.connection());
      transaction.commit();
      return result;
    }
  }

  private static DatabaseFailed failed(String action, SQLException cause) {
    return new DatabaseFailed(
        "Cannot %s the catalog's database: %s. Check that it can be reached and written."
            .formatted(action, cause.getMessage()),
        cause);
  }
}
