package dev.assay.results;

import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which files a snapshot of a table consists of. */
public final class DataFiles {

  /**
   * One file of a snapshot.
   *
   * @param path absolute
   * @param bytes its size
   * @param partition value of each partition column, as text
   */
  public record Live(String path, long bytes, Map<String, String> partition) {

    /** The file's value of a partition column of the table. */
    public String value(String column) {
      return Objects.requireNonNull(partition.get(column), column);
    }
  }

  private DataFiles() {}

  /**
   * The files of the newest snapshot that may hold a matching row, by partitions and statistics.
   *
   * @return empty when the table does not exist
   */
  public static List<Live> of(Warehouse warehouse, AssayTable table, Optional<Predicate> filter) {
    return warehouse.newest(table).map(s -> of(warehouse, s, filter)).orElse(List.of());
  }

  static List<Live> of(Warehouse warehouse, Snapshot snapshot, Optional<Predicate> filter) {
    Engine engine = warehouse.engine();
    var builder = snapshot.getScanBuilder();
    if (filter.isPresent()) {
      builder = builder.withFilter(filter.get());
    }
    List<Live> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = builder.build().getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            files.add(live(snapshot, rows.next()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + snapshot.getPath(), e);
    }
    return files;
  }

  static Live live(Snapshot snapshot, Row row) {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(row);
    if (InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row) != null) {
      throw deletionVectors(snapshot.getPath());
    }
    return new Live(
        localPath(status.getPath()),
        status.getSize(),
        InternalScanFileUtils.getPartitionValues(row));
  }

  static IllegalStateException deletionVectors(String table) {
    return new IllegalStateException(
        "Cannot read %s: it has deletion vectors, which Assay's tables never have. Run REORG TABLE"
                .formatted(table)
            + " … APPLY (PURGE) with the engine that wrote them.");
  }

  /** Kernel's paths are no URIs: nothing in them is escaped. */
  private static String localPath(String path) {
    return Path.of(path.startsWith("file:") ? path.substring("file:".length()) : path).toString();
  }
}
