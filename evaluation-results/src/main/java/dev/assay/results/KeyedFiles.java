package dev.assay.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one snapshot of a table, with the range of a whole number that is in each.
 *
 * @param version the snapshot's, or -1 when there is no table yet
 */
record KeyedFiles(long version, List<Ranged> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A file, and the least and greatest key in it as far as they are known. */
  record Ranged(DataFiles.Live file, long least, long greatest) {}

  static KeyedFiles of(Warehouse warehouse, Snapshot snapshot, String key) {
    List<Ranged> files = new ArrayList<>();
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        scan.getScanFiles(warehouse.engine(), true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            files.add(ranged(snapshot, rows.next(), key));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + snapshot.getPath(), e);
    }
    return new KeyedFiles(snapshot.getVersion(), files);
  }

  /** Those that may hold a row with a key. */
  List<DataFiles.Live> holding(long key) {
    return files.stream()
        .filter(file -> file.least() <= key && key <= file.greatest())
        .map(Ranged::file)
        .toList();
  }

  private static Ranged ranged(Snapshot snapshot, Row row, String key) throws IOException {
    Row add = row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int place = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
    JsonNode known = JSON.readTree(add.isNullAt(place) ? "{}" : add.getString(place));
    return new Ranged(
        DataFiles.live(snapshot, row),
        known.path("minValues").path(key).asLong(Long.MIN_VALUE),
        known.path("maxValues").path(key).asLong(Long.MAX_VALUE));
  }
}
