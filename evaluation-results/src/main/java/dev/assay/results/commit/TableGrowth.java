package dev.assay.results.commit;

import dev.assay.results.AssayTable;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.fs.Path;
import io.delta.kernel.internal.util.FileNames;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;

/**
 * Gives a table that an earlier version of the format made the columns that came later. Kernel's
 * transactions cannot, without column mapping, so this writes the commit itself.
 */
final class TableGrowth {

  private TableGrowth() {}

  /** Adds the columns that the table lacks; does nothing when it lacks none. */
  static void grow(Warehouse warehouse, AssayTable table) {
    while (true) {
      SnapshotImpl snapshot = (SnapshotImpl) warehouse.newest(table).orElseThrow();
      StructType grown = snapshot.getSchema();
      for (StructField field : table.schema().fields()) {
        if (grown.indexOf(field.getName()) < 0) {
          grown = grown.add(field);
        }
      }
      if (grown.length() == snapshot.getSchema().length()
          || commit(warehouse, snapshot, table, grown)) {
        return;
      }
    }
  }

  /** False when another commit was first. */
  private static boolean commit(
      Warehouse warehouse, SnapshotImpl snapshot, AssayTable table, StructType schema) {
    Metadata metadata =
        snapshot.getMetadata().withNewSchema(schema).withMergedConfiguration(table.properties());
    List<Row> actions = List.of(SingleAction.createMetadataSingleAction(metadata.toRow()));
    Path log = new Path(snapshot.getPath(), Warehouse.LOG);
    try (CloseableIterator<Row> rows = Utils.toCloseableIterator(actions.iterator())) {
      warehouse
          .engine()
          .getJsonHandler()
          .writeJsonFileAtomically(
              FileNames.deltaFile(log, snapshot.getVersion() + 1), rows, false);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot add columns to " + snapshot.getPath(), e);
    }
  }
}
