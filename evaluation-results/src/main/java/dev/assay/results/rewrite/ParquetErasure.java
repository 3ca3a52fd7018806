package dev.assay.results.rewrite;

import dev.assay.results.file.ParquetCopy;
import dev.assay.results.query.RowSearch;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;

/** Erases rows from Parquet files that are no table's. A kill leaves each file old or new. */
public final class ParquetErasure {

  private ParquetErasure() {}

  /**
   * Erases rows; a file of which no row is left stays, without any.
   *
   * @param condition SQL of DuckDB's over the files' columns: which rows are erased
   * @return how many rows were erased
   */
  public static long erase(Collection<Path> files, String condition) {
    try {
      long rows = 0;
      for (Map.Entry<Path, BitSet> found : RowSearch.find(files, condition).entrySet()) {
        Path file = found.getKey();
        Path copy = file.resolveSibling("." + file.getFileName() + ".tmp");
        var unused = ParquetCopy.copy(file, copy, found.getValue(), new BitSet());
        DurableFiles.replace(copy, file);
        rows += found.getValue().cardinality();
      }
      return rows;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("Cannot erase from %s: %s".formatted(files, e), e);
    }
  }
}
