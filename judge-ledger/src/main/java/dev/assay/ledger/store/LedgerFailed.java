package dev.assay.ledger.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The ledger's store cannot be read or written; nobody may call a judge any more. */
public final class LedgerFailed extends RuntimeException {

  public LedgerFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Another process has found this one's lock free, and may have begun the same calls. */
  static LedgerFailed takenOver() {
    return new LedgerFailed(
        "Cannot change the ledger of judge calls: this process has lost its lock in the ledger's"
            + " database, as happens when a connection is cut, and another has taken over what it"
            + " had begun. Run the command again.",
        null);
  }

  static LedgerFailed because(String action, SQLException cause) {
    return new LedgerFailed(
        ("Cannot %s the ledger of judge calls: %s. Check that its database can be reached and"
                + " written.")
            .formatted(action, cause.getMessage()),
        cause);
  }

  /** Work on the store. */
  @FunctionalInterface
  public interface Work<T> {
    T done() throws SQLException;
  }

  /** Does work on the store; when that fails, the ledger has. */
  public static <T> T unless(String action, Work<T> work) {
    try {
      return work.done();
    } catch (SQLException e) {
      throw because(action, e);
    }
  }
}
