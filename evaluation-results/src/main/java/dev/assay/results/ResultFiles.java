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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of one snapshot of the results, with what tells which of them a query needs. */
final class ResultFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One file.
   *
   * @param from no row is older
   * @param to no row is newer
   * @param mayReplace whether a row may supersede another
   */
  record ResultFile(
      String path, String metricId, int version, Instant from, Instant to, boolean mayReplace) {}

  private final Map<String, ResultFile> byPath = new HashMap<>();

  private ResultFiles() {}

  static ResultFiles of(Warehouse warehouse, Snapshot snapshot) {
    ResultFiles files = new ResultFiles();
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        scan.getScanFiles(warehouse.engine(), true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            ResultFile file = file(snapshot, rows.next());
            files.byPath.put(file.path(), file);
          }
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + snapshot.getPath(), e);
    }
  }

  int size() {
    return byPath.size();
  }

  /** The file of a path that {@link #matching} gave. */
  ResultFile file(String path) {
    ResultFile file = byPath.get(path);
    if (file == null) {
      throw new IllegalStateException("Cannot find the file %s in its snapshot".formatted(path));
    }
    return file;
  }

  /** The files that may hold rows of a query beyond a place. */
  List<ResultFile> matching(ResultQuery query, ResultQuery.@Nullable Place after) {
    Instant from =
        later(query.from(), after == null || query.newestFirst() ? null : after.createdAt());
    Instant to =
        earlier(query.to(), after == null || !query.newestFirst() ? null : after.createdAt());
    List<ResultFile> matching = new ArrayList<>();
    for (ResultFile file : byPath.values()) {
      if (query.holdsMetric(file.metricId(), file.version())
          && (from == null || !file.to().isBefore(from))
          && (to == null || !file.from().isAfter(to))) {
        matching.add(file);
      }
    }
    return matching;
  }

  /** The files whose rows may supersede rows of a query, of whatever version, time or source. */
  List<ResultFile> replacing(ResultQuery query) {
    return byPath.values().stream()
        .filter(ResultFile::mayReplace)
        .filter(
            file ->
                (query.metricIds().isEmpty() || query.metricIds().contains(file.metricId()))
                    && (query.versions().isEmpty()
                        || query.versions().stream()
                            .anyMatch(v -> v.metricId().equals(file.metricId()))))
        .toList();
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private static ResultFile file(Snapshot snapshot, Row row) {
    DataFiles.Live live = DataFiles.live(snapshot, row);
    Row add = row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int place = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
    JsonNode statistics = statistics(add.isNullAt(place) ? "{}" : add.getString(place));
    JsonNode rows = statistics.path("numRecords");
    JsonNode nulls = statistics.path("nullCount").path("replaces");
    return new ResultFile(
        live.path(),
        live.value("metric_id"),
        Integer.parseInt(live.value("metric_version")),
        time(statistics.path("minValues"), Instant.MIN),
        // Writers cut the fraction of a millisecond off.
        time(statistics.path("maxValues"), Instant.MAX.minusMillis(1)).plusMillis(1),
        !rows.isNumber() || !nulls.isNumber() || rows.longValue() != nulls.longValue());
  }

  private static JsonNode statistics(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the statistics of a file", e);
    }
  }

  private static Instant time(JsonNode bounds, Instant otherwise) {
    try {
      return OffsetDateTime.parse(bounds.path("created_at").asText("")).toInstant();
    } catch (DateTimeParseException unknown) {
      return otherwise;
    }
  }
}
