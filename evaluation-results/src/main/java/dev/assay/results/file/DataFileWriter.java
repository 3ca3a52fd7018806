package dev.assay.results.file;

import dev.assay.results.AssayTable;
import io.delta.kernel.types.StructField;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one partition of a table to one Parquet file, and gathers the statistics by which
 * readers skip it. The file is part of the table only once a commit adds it. Not thread-safe.
 *
 * <p>A row is an array in the order of the table's schema without its partition columns: String,
 * Boolean, Integer, Long, Double, timestamps as Long (microseconds since the epoch, UTC), dates as
 * Integer (days since then), a List for an array, a Map for a map, an array for a struct, or null.
 */
public final class DataFileWriter implements Closeable {

  /** The most rows in a page: who reads a few rows reads the pages that hold them, whole. */
  public static final int PAGE_ROWS = 500;

  /** Of conversations, whose readers want ranges of many files. */
  private static final int PAGE_CONVERSATIONS = 100;

  /** Columns, and members of columns, whose values hardly repeat within a file. */
  private static final Set<String> DISTINCT =
      Set.of("id", "conversation_id", "content_hash", "request", "answer", "text");

  private final Path file;
  private final Map<String, String> partition;
  private final ParquetFile writer;
  private final ColumnBounds[] statistics;
  private long rows;

  private DataFileWriter(
      Path file, Map<String, String> partition, ParquetFile writer, ColumnBounds[] statistics) {
    this.file = file;
    this.partition = partition;
    this.writer = writer;
    this.statistics = statistics;
  }

  /**
   * Opens a new file.
   *
   * @param tableFolder the table's
   * @param table whose rows are written
   * @param partition value of each partition column
   * @param rowGroupBytes about how much is held in memory before it goes to the disk
   */
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
    int pageRows = table == AssayTable.CONVERSATION ? PAGE_CONVERSATIONS : PAGE_ROWS;
    ParquetFile writer = new ParquetFile(file, columns, DISTINCT, pageRows, rowGroupBytes);
    return new DataFileWriter(file, Map.copyOf(partition), writer, ColumnBounds.of(table, columns));
  }

  /** Appends a row; the array may be used again. */
  public void write(@Nullable Object[] row) throws IOException {
    writer.write(row);
    rows++;
    for (ColumnBounds column : statistics) {
      column.add(row[column.position()]);
    }
  }

  /** Completes the file. */
  public DataFile finish() throws IOException {
    writer.finish();
    return ColumnBounds.described(file, partition, rows, statistics);
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
}
