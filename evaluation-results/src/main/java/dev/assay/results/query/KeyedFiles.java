package dev.assay.results.query;

import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.Snapshot;
import java.util.List;

/**
 * The files of one snapshot of a table, with the range of a whole number that is in each.
 *
 * @param version the snapshot's, or -1 when there is no table yet
 * @param key the column of the number
 */
record KeyedFiles(long version, String key, List<DataFiles.Bounded> files) {

  static KeyedFiles of(Warehouse warehouse, Snapshot snapshot, String key) {
    return new KeyedFiles(snapshot.getVersion(), key, DataFiles.bounded(warehouse, snapshot));
  }

  /** Those that may hold a row with a key. */
  List<DataFiles.Live> holding(long value) {
    return files.stream()
        .filter(file -> file.least(key) <= value && value <= file.greatest(key))
        .map(DataFiles.Bounded::file)
        .toList();
  }
}
