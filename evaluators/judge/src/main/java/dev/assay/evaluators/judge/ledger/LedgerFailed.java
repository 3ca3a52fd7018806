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
}
