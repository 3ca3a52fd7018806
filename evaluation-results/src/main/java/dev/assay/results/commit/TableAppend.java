package dev.assay.results.commit;

import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import io.delta.kernel.Snapshot;
import java.util.Collection;

/**
 * Appends written files to a table in one commit, at most once for each transaction number.
 *
 * <p>Appends never conflict with one another, so any number of processes may append to one table.
 */
public final class TableAppend {

  private final Warehouse warehouse;

  public TableAppend(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * The newest transaction number that {@code application} has committed to a table, or -1 if none.
   */
  public long committed(AssayTable table, String application) {
    return warehouse.newest(table).map(s -> warehouse.committed(s, application)).orElse(-1L);
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
    Snapshot snapshot = warehouse.existing(table);
    if (warehouse.committed(snapshot, application) >= number) {
      return false;
    }
    var unused = new TableCommit(warehouse, table, snapshot, application, number).add(files).make();
    return true;
  }
}
