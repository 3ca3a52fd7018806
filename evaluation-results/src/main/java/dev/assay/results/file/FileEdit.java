package dev.assay.results.file;

import dev.assay.results.AssayTable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What becomes of a table's file that is to be replaced by a copy. Any process that has the file
 * system may make the copy.
 *
 * @param table the table
 * @param path of the file, absolute
 * @param partition value of each partition column
 * @param dropped positions of the rows that the copy does not have, from 0
 * @param cleared positions of the rows that lose their value of {@link #CLEARED}
 */
public record FileEdit(
    AssayTable table, String path, Map<String, String> partition, BitSet dropped, BitSet cleared)
    implements Serializable {

  /** The column that is cleared. */
  static final String CLEARED = "replaces";

  public FileEdit {
    partition = Map.copyOf(partition);
  }

  /**
   * Writes the copy beside the file.
   *
   * @return empty when no row is left
   */
  public Optional<DataFile> copy() throws IOException {
    ColumnBounds[] bounds = ColumnBounds.of(table, ParquetRows.fileColumns(table));
    Path from = Path.of(path);
    Path to = from.resolveSibling("part-" + UUID.randomUUID() + ".snappy.parquet");
    long rows = ParquetCopy.copy(from, to, dropped, cleared, bounds);
    if (rows == 0) {
      Files.delete(to);
      return Optional.empty();
    }
    return Optional.of(ColumnBounds.described(to, partition, rows, bounds));
  }
}
