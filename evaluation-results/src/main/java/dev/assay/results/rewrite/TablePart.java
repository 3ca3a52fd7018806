package dev.assay.results.rewrite;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.TableCommit;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.WarehouseSql;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an organization's part of a small table without partitions anew, in one commit: readers
 * see what was there, or what is there now. Nobody else may remove files of the table at that time.
 */
public final class TablePart {

  private static final String ORGANIZATION = "org_id";
  private static final long ROW_GROUP_BYTES = 8L << 20;

  private final Warehouse warehouse;
  private final AssayTable table;
  private final String orgId;

  public TablePart(Warehouse warehouse, AssayTable table, String orgId) {
    this.warehouse = warehouse;
    this.table = table;
    this.orgId = orgId;
  }

  /**
   * Replaces all rows of the organization.
   *
   * @param rows as {@link DataFileWriter} takes them
   */
  public void replace(Collection<@Nullable Object[]> rows) {
    Snapshot snapshot = warehouse.existing(table);
    String application = "part of " + orgId;
    try {
      new TableCommit(
              warehouse,
              table,
              snapshot,
              application,
              warehouse.committed(snapshot, application) + 1)
          .drop(rowsOf(snapshot))
          .add(List.of(written(rows)))
          .make();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write %s anew: %s".formatted(warehouse.path(table), e.getMessage()), e);
    }
  }

  private Map<Path, BitSet> rowsOf(Snapshot snapshot) {
    List<Path> candidates =
        DataFiles.of(warehouse, snapshot, Optional.of(Predicates.equal(ORGANIZATION, orgId)))
            .stream()
            .map(file -> Path.of(file.path()))
            .toList();
    try {
      return RowSearch.find(candidates, ORGANIZATION + " = " + WarehouseSql.textLiteral(orgId));
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot search the files of %s: %s".formatted(table.label(), e.getMessage()), e);
    }
  }

  private DataFile written(Collection<@Nullable Object[]> rows) throws IOException {
    DataFileWriter writer =
        DataFileWriter.open(warehouse.path(table), table, Map.of(), ROW_GROUP_BYTES);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    return writer.finish();
  }
}
