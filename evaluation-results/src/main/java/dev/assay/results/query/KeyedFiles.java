package dev.assay.results.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import io.delta.kernel.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    DataFiles.withStatistics(
        warehouse,
        snapshot,
        (file, statistics) -> {
          JsonNode known = read(statistics);
          files.add(
              new Ranged(
                  file,
                  known.path("minValues").path(key).asLong(Long.MIN_VALUE),
                  known.path("maxValues").path(key).asLong(Long.MAX_VALUE)));
        });
    return new KeyedFiles(snapshot.getVersion(), files);
  }

  /** Those that may hold a row with a key. */
  List<DataFiles.Live> holding(long key) {
    return files.stream()
        .filter(file -> file.least() <= key && key <= file.greatest())
        .map(Ranged::file)
        .toList();
  }

  private static JsonNode read(@Nullable String statistics) {
    try {
      return JSON.readTree(statistics == null ? "{}" : statistics);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the statistics of a file", e);
    }
  }
}
