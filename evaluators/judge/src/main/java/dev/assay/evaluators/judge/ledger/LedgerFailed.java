package dev.assay.evaluators.judge.ledger;

import java.sql.SQLException;

/** The ledger's store cannot be read or written; nobody may call a judge any more. */
public final class LedgerFailed extends RuntimeException {

  LedgerFailed(String message, Throwable cause) {
    super(message, cause);
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
  interface Work<T> {
    T done() throws SQLException;
  }

  /** Does work on the store; when that fails, the ledger has. */
  static <T> T unless(String action, Work<T> work) {
    try {
      return work.done();
    } catch (SQLException e) {
      throw because(action, e);
    }
  }
}
