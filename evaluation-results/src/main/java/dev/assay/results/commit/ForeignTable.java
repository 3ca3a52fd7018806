package dev.assay.results.commit;

import dev.assay.archive.file.UnreadableArchive;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.types.StructField;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** A Delta table of somebody else's as an archive: the data files of its newest version. */
public final class ForeignTable {
  private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";

  private ForeignTable() {}

  /**
   * The data files, each with what all of its rows have in the columns that the table is
   * partitioned by.
   *
   * @throws UnreadableArchive when rows of a file cannot be told apart from deleted ones, or
   *     columns have other names in the files
   */
  public static SortedMap<Path, Map<String, String>> files(Path folder) throws IOException {
    try {
      Configuration configuration = new Configuration(false);
      configuration.setBoolean("fs.file.impl.disable.cache", true);
      Engine engine = DefaultEngine.create(configuration);
      Snapshot snapshot = Table.forPath(engine, folder.toString()).getLatestSnapshot(engine);
      checkNames(snapshot);
      SortedMap<Path, Map<String, String>> files = new TreeMap<>();
      try (CloseableIterator<FilteredColumnarBatch> batches =
          snapshot.getScanBuilder().build().getScanFiles(engine)) {
        while (batches.hasNext()) {
          try (CloseableIterator<Row> rows = batches.next().getRows()) {
            while (rows.hasNext()) {
              add(rows.next(), files);
            }
          }
        }
      }
      return files;
    } catch (KernelException e) {
      throw new UnreadableArchive(
          "its log, %s, cannot be read, or asks for features that are not known here"
              .formatted(Warehouse.LOG));
    }
  }

  private static void checkNames(Snapshot snapshot) throws UnreadableArchive {
    for (StructField field : snapshot.getSchema().fields()) {
      String name = field.getMetadata().getString(PHYSICAL_NAME);
      if (name != null && !name.equals(field.getName())) {
        throw new UnreadableArchive(
            "the Delta table has column mapping, by which column %s is %s in its files; write it anew without, or export it as Parquet"
                .formatted(field.getName(), name));
      }
    }
  }

  private static void add(Row file, Map<Path, Map<String, String>> files) throws UnreadableArchive {
    Path path = Path.of(URI.create(InternalScanFileUtils.getAddFileStatus(file).getPath()));
    if (InternalScanFileUtils.getDeletionVectorDescriptorFromRow(file) != null) {
      throw new UnreadableArchive(
          "rows of %s are deleted by a deletion vector; purge them (REORG TABLE … APPLY (PURGE)) first"
              .formatted(path.getFileName()));
    }
    Map<String, String> constants = new TreeMap<>();
    InternalScanFileUtils.getPartitionValues(file)
        .forEach(
            (column, value) -> {
              if (value != null) {
                constants.put(column, value);
              }
            });
    files.put(path, constants);
  }
}
