package dev.assay.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/** Runs work on a connection, in a transaction or not, and turns its failures into ours. */
final class Transactions {
  private static final int MAX_ATTEMPTS = 10;

  /** PostgreSQL: serialization failure, deadlock. Both mean that nothing was committed. */
  private static final Set<String> LOST_RACES = Set.of("40001", "40P01");

  private final DataSource dataSource;

  /** Work on a connection; may run again when it lost a race. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  Transactions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Commits what {@code work} did, or nothing when it throws. */
  <T> T write(Work<T> work) {
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

  <T> T read(Work<T> work) {
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

  private static CatalogException.StoreFailed failed(String action, SQLException cause) {
    return new CatalogException.StoreFailed(
        "Cannot %s the catalog: %s. Check that its database can be reached and written."
            .formatted(action, cause.getMessage()),
        cause);
  }
}
