package dev.assay.results;

import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.TimestampType;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one partition of a table to one Parquet file, and gathers the statistics by which
 * readers skip it. The file is part of the table only once {@link TableAppend} commits it. Not
 * thread-safe.
 *
 * <p>A row is an array in the order of the table's schema without its partition columns: String,
 * Boolean, Integer, Long, Double, timestamps as Long (microseconds since the epoch, UTC), dates as
 * Integer (days since then), a List for an array, an array for a struct, or null.
 */
public final class DataFileWriter implements Closeable {

  /** Columns whose values hardly repeat within a file. */
  private static final Set<String> DISTINCT =
      Set.of("id", "conversation_id", "content_hash", "request", "answer");

  private final Path file;
  private final Map<String, String> partition;
  private final ParquetFile writer;
  private final StatisticsColumn[] statistics;
  private long rows;

  private DataFileWriter(
      Path file, Map<String, String> partition, ParquetFile writer, StatisticsColumn[] statistics) {
    this.file = file;
    this.partition = partition;
    this.writer = writer;
    this.statistics = statistics;
  }

  /**
   * Opens a new file.
   *
   * @param warehouse where the table is
   * @param table whose rows are written
   * @param partition value of each partition column
   * @param rowGroupBytes about how much is held in memory before it goes to the disk
   */
  public static DataFileWriter open(
      Warehouse warehouse, AssayTable table, Map<String, String> partition, long rowGroupBytes)
      throws IOException {
    return open(warehouse.path(table), table, partition, rowGroupBytes);
  }

  /** As {@link #open(Warehouse, AssayTable, Map, long)}, for a process that has only the path. */
  public static DataFileWriter open(
      Path tableFolder, AssayTable table, Map<String, String> partition, long rowGroupBytes)
      throws IOException {
    Path folder = tableFolder;
    for (String column : table.partitionColumns()) {
      String value = Objects.requireNonNull(partition.get(column), column);
      folder = folder.resolve(column + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    Files.createDirectories(folder);
    Path file = folder.resolve("part-" + UUID.randomUUID() + ".snappy.parquet");
    List<StructField> columns = ParquetRows.fileColumns(table);
    ParquetFile writer = new ParquetFile(file, columns, DISTINCT, rowGroupBytes);
    return new DataFileWriter(file, Map.copyOf(partition), writer, statisticsOf(table, columns));
  }

  /** Appends a row; the array may be used again. */
  public void write(@Nullable Object[] row) throws IOException {
    writer.write(row);
    rows++;
    for (StatisticsColumn column : statistics) {
      column.add(row[column.position]);
    }
  }

  /** Completes the file. */
  public DataFile finish() throws IOException {
    writer.finish();
    Map<String, DataFile.ColumnStatistics> gathered = new HashMap<>();
    for (StatisticsColumn column : statistics) {
      gathered.put(column.name, column.gathered());
    }
    return new DataFile(
        file.toString(),
        Files.size(file),
        Files.getLastModifiedTime(file).toMillis(),
        partition,
        rows,
        gathered);
  }

  /** Gives up a file that was not finished. */
  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static StatisticsColumn[] statisticsOf(AssayTable table, List<StructField> columns) {
    List<String> wanted = table.statisticsColumns();
    return java.util.stream.IntStream.range(0, columns.size())
        .filter(i -> wanted.contains(columns.get(i).getName()))
        .mapToObj(i -> new StatisticsColumn(columns.get(i), i))
        .toArray(StatisticsColumn[]::new);
  }

  private static final class StatisticsColumn {
    /** Longer texts are no bounds: readers would gain little and the log would grow. */
    private static final int MAX_TEXT = 64;

    private final String name;
    private final int position;
    private final boolean bounded;
    private long nulls;
    private @Nullable Object min;
    private @Nullable Object max;
    private @Nullable Object last;
    private boolean unbounded;

    StatisticsColumn(StructField field, int position) {
      this.name = field.getName();
      this.position = position;
      DataType type = field.getDataType();
      this.bounded =
          type instanceof TimestampType
              || type instanceof LongType
              || type instanceof IntegerType
              || type instanceof DoubleType
              || type instanceof StringType;
      this.unbounded = !bounded || type instanceof BooleanType;
    }

    void add(@Nullable Object value) {
      if (value == null) {
        nulls++;
      } else if (!unbounded && value != last) {
        last = value;
        if (value instanceof String text && !isBound(text)) {
          unbounded = true;
        } else {
          min = min == null || compare(value, min) < 0 ? value : min;
          max = max == null || compare(value, max) > 0 ? value : max;
        }
      }
    }

    DataFile.ColumnStatistics gathered() {
      return unbounded
          ? new DataFile.ColumnStatistics(nulls, null, null)
          : new DataFile.ColumnStatistics(nulls, min, max);
    }

    /** Only ASCII: Delta orders texts by bytes, Java by UTF-16 units. */
    private static boolean isBound(String text) {
      int length = text.length();
      if (length > MAX_TEXT) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (text.charAt(i) >= 128) {
          return false;
        }
      }
      return true;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object left, Object right) {
      return ((Comparable<Object>) left).compareTo(right);
    }
  }
}
