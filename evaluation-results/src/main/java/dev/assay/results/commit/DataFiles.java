package dev.assay.results.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.results.AssayTable;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which files a snapshot of a table consists of. */
public final class DataFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** The files of a snapshot that may hold a matching row. */
  public static List<Live> of(Warehouse warehouse, Snapshot snapshot, Optional<Predicate> filter) {
    Engine engine = warehouse.engine();
    var builder = snapshot.getScanBuilder();
    if (filter.isPresent()) {
      builder = builder.withFilter(filter.get());
    }
    List<Live> files = new ArrayList<>();
    each(snapshot, builder.build().getScanFiles(engine), row -> files.add(live(snapshot, row)));
    return files;
  }

  /** Takes a file with its statistics: Delta's, as JSON, or null when there are none. */
  public interface Taker {
    void take(Live file, @Nullable String statistics);
  }

  /** All files of a snapshot. */
  public static void withStatistics(Warehouse warehouse, Snapshot snapshot, Taker taker) {
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
    int place = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
    each(
        snapshot,
        scan.getScanFiles(warehouse.engine(), true),
        row -> {
          Row add = row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
          taker.take(live(snapshot, row), add.isNullAt(place) ? null : add.getString(place));
        });
  }

  /** A file of a snapshot, with what is known of the whole numbers that are in it. */
  public static final class Bounded {
    private final Live file;
    private final JsonNode statistics;

    private Bounded(Live file, JsonNode statistics) {
      this.file = file;
      this.statistics = statistics;
    }

    /** The file. */
    public Live file() {
      return file;
    }

    /** How many rows it has, 0 when that is not known. */
    public long rows() {
      return statistics.path("numRecords").asLong();
    }

    /** In how many rows a column has no value; 0 when that is not known. */
    public long nulls(String column) {
      return statistics.path("nullCount").path(column).asLong();
    }

    /** No row has a lower value in a column. */
    public long least(String column) {
      return statistics.path("minValues").path(column).asLong(Long.MIN_VALUE);
    }

    /** No row has a higher value in a column. */
    public long greatest(String column) {
      return statistics.path("maxValues").path(column).asLong(Long.MAX_VALUE);
    }
  }

  /** All files of a snapshot, with the bounds of columns that have statistics. */
  public static List<Bounded> bounded(Warehouse warehouse, Snapshot snapshot) {
    List<Bounded> files = new ArrayList<>();
    withStatistics(
        warehouse,
        snapshot,
        (file, statistics) ->
            files.add(new Bounded(file, read(statistics == null ? "{}" : statistics))));
    return files;
  }

  private static JsonNode read(String statistics) {
    try {
      return JSON.readTree(statistics);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the statistics of a file", e);
    }
  }

  /** A file of a snapshot, as a commit can remove it. */
  public static final class Removable {
    private final Live file;
    private final AddFile action;

    private Removable(Live file, AddFile action) {
      this.file = file;
      this.action = action;
    }

    /** The file. */
    public Live file() {
      return file;
    }

    /** Without statistics: the log would repeat them with the removal. */
    AddFile action() {
      return action;
    }
  }

  /** All files of a snapshot, for {@link TableCommit#remove}. */
  public static List<Removable> removable(Warehouse warehouse, Snapshot snapshot) {
    Path folder = Path.of(localPath(snapshot.getPath()));
    List<Removable> files = new ArrayList<>();
    each(
        snapshot,
        snapshot.getScanBuilder().build().getScanFiles(warehouse.engine()),
        row -> {
          AddFile add = new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
          files.add(new Removable(added(folder, add), add));
        });
    return files;
  }

  private static void each(
      Snapshot snapshot, CloseableIterator<FilteredColumnarBatch> files, Consumer<Row> taker) {
    try (files) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> rows = files.next().getRows()) {
          rows.forEachRemaining(taker);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + snapshot.getPath(), e);
    }
  }

  private static Live live(Snapshot snapshot, Row row) {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(row);
    if (InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row) != null) {
      throw deletionVectors(snapshot.getPath());
    }
    return new Live(
        localPath(status.getPath()),
        status.getSize(),
        InternalScanFileUtils.getPartitionValues(row));
  }

  /** A file as a commit added it. */
  static Live added(Path folder, AddFile add) {
    if (add.getDeletionVector().isPresent()) {
      throw deletionVectors(folder.toString());
    }
    return new Live(
        pathInLog(folder, add.getPath()),
        add.getSize(),
        VectorUtils.toJavaMap(add.getPartitionValues()));
  }

  /** In the log, unlike in Kernel's lists, paths are URIs. */
  static String pathInLog(Path folder, String path) {
    return folder.resolve(URI.create(path).getPath()).toString();
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
