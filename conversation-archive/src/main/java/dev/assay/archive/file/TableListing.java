package dev.assay.archive.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/** Finds what a Delta table consists of. */
@FunctionalInterface
public interface TableListing {

  /**
   * The data files of the newest version, which are Parquet; each with what all of its rows have in
   * the columns that the table is partitioned by.
   *
   * @param folder of the table
   * @throws UnreadableArchive when they do not say by themselves what the table's rows are
   */
  SortedMap<Path, Map<String, String>> files(Path folder) throws IOException;
}
