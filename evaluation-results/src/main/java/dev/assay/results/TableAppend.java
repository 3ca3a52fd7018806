package dev.assay.results;

import io.delta.kernel.Snapshot;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends written files to a table in one commit, at most once for each transaction number.
 *
 * <p>Appends never conflict with one another, so any number of processes may append to one table.
 */
public final class TableAppend {

  private static final Logger log = LoggerFactory.getLogger(TableAppend.class);

  private final Warehouse warehouse;

  public TableAppend(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The newest transaction number that {@code application} has committed to a table, or -1 if none.
   */
  public long committed(AssayTable table, String application) {
    return warehouse.newest(table).map(s -> committed(s, application)).orElse(-1L);
  }

  /**
   * Commits {@code files} to {@code table} as transaction {@code number} of {@code application}.
   * Does nothing when that number, or a higher one, is already committed: a writer that is not sure
   * whether its commit went through simply calls again, and must therefore never use a number twice
   * for other rows.
   *
   * @return whether this call made the commit
   */
  public boolean commit(
      AssayTable table, Collection<DataFile> files, String application, long number) {
    try {
      Snapshot snapshot = existing(table);
      if (committed(snapshot, application) >= number) {
        return false;
      }
      new TableCommit(warehouse, table, snapshot, application, number).add(files).make();
      return true;
    } catch (RuntimeException e) {
      // The commit may have gone through although its acknowledgement was lost: ask the table.
      if (committed(table, application) >= number) {
        log.info("Commit {} of {} to {} had gone through", number, application, table.label());
        return true;
      }
      throw e;
    }
  }

  private Snapshot existing(AssayTable table) {
    return warehouse
        .newest(table)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot append to %s: the table does not exist"
                        .formatted(warehouse.path(table))));
  }

  private long committed(Snapshot snapshot, String application) {
    return snapshot.getLatestTransactionVersion(warehouse.engine(), application).orElse(-1L);
  }
}
