package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.RowSearch;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes rows out of a table that are from before a time. Nobody else may remove files of it
 * meanwhile; appenders need not wait.
 */
public final class OldRows {

  private OldRows() {}

  /**
   * Removes them, in one commit.
   *
   * @param time the column of their time
   * @param before those from this time on stay
   * @param may whether rows of a file may be removed
   */
  public static void remove(
      Warehouse warehouse,
      AssayTable table,
      String time,
      Instant before,
      Predicate<DataFiles.Live> may) {
    Snapshot snapshot = warehouse.existing(table);
    List<Path> files =
        DataFiles.of(warehouse, snapshot, Optional.of(Predicates.before(time, before))).stream()
            .filter(may)
            .map(file -> Path.of(file.path()))
            .toList();
    try {
      Map<Path, BitSet> rows =
          RowSearch.find(files, "%s < TIMESTAMPTZ '%s'".formatted(time, before));
      if (!rows.isEmpty()) {
        var unused = new TableCommit(warehouse, table, snapshot).drop(rows).make();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot search the files of %s: %s".formatted(table.label(), e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot remove old rows of %s: %s".formatted(table.label(), e.getMessage()), e);
    }
  }
}
