package dev.assay.catalog.database;

import org.jspecify.annotations.Nullable;

/**
 * A database cannot be opened, reached or used. The message is for people and names the problem,
 * the cause and the mend.
 */
public final class DatabaseFailed extends RuntimeException {
  DatabaseFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
