package dev.assay.results.file;

import dev.assay.results.storage.NewFiles;
import io.delta.kernel.types.StructField;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** A Parquet file that is being written, row group by row group. Not thread-safe. */
final class ParquetFile implements Closeable {

  private static final int PAGE_BYTES = 256 * 1024;

  private static final int ROWS_BETWEEN_CHECKS = 500;

  private final ParquetRows rows;
  private final ParquetProperties properties;
  private final long rowGroupBytes;
  private final CompressionCodecFactory codecs;
  private final ParquetFileWriter file;
  private @Nullable RowGroup group;

  /**
   * Creates the file.
   *
   * @param fields the columns of a row
   * @param distinct columns, or members of them, whose values hardly repeat, so that a dictionary
   *     of them is waste
   * @param pageRows the most rows in a page
   * @param rowGroupBytes about how much is held in memory before it goes to the disk
   */
  ParquetFile(
      Path path, List<StructField> fields, Set<String> distinct, int pageRows, long rowGroupBytes)
      throws IOException {
    this.rows = new ParquetRows(fields);
    this.rowGroupBytes = rowGroupBytes;
    this.properties = properties(rows, distinct, pageRows);
    this.codecs = new CodecFactory(new PlainParquetConfiguration(), PAGE_BYTES);
    this.file =
        new ParquetFileWriter(
            NewFiles.at(path),
            rows.schema(),
            ParquetFileWriter.Mode.CREATE,
            rowGroupBytes,
            0,
            null,
            properties);
    file.start();
  }

  private static ParquetProperties properties(
      ParquetRows rows, Set<String> distinct, int pageRows) {
    ParquetProperties.Builder builder =
        ParquetProperties.builder()
            .withPageSize(PAGE_BYTES)
            .withPageRowCountLimit(pageRows)
            .withDictionaryPageSize(PAGE_BYTES)
            .withValuesWriterFactory(new RepeatedValues());
    for (ColumnDescriptor column : rows.schema().getColumns()) {
      String[] path = column.getPath();
      if (column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
        // Bounds of texts within a file help no reader, and cost a comparison a row.
        builder.withStatisticsEnabled(String.join(".", path), false);
      }
      if (distinct.contains(path[path.length - 1])) {
        builder.withDictionaryEncoding(String.join(".", path), false);
      }
    }
    return builder.build();
  }

  void write(@Nullable Object[] row) throws IOException {
    RowGroup current = group;
    if (current == null) {
      current = new RowGroup();
      group = current;
    }
    current.write(row);
    if (current.isFull()) {
      group = null;
      current.flush();
    }
  }

  /** Completes the file. */
  void finish() throws IOException {
    RowGroup last = group;
    group = null;
    if (last != null) {
      last.flush();
    }
    file.end(Map.of());
    codecs.release();
  }

  /** Gives the file up. */
  @Override
  public void close() throws IOException {
    RowGroup unfinished = group;
    group = null;
    try {
      if (unfinished != null) {
        unfinished.discard();
      }
    } finally {
      codecs.release();
      file.abort();
      file.close();
    }
  }

  private final class RowGroup {
    private final ColumnChunkPageWriteStore pages =
        new ColumnChunkPageWriteStore(
            codecs.getCompressor(CompressionCodecName.SNAPPY),
            rows.schema(),
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength());
    private final ColumnWriteStore store = properties.newColumnWriteStore(rows.schema(), pages);
    private final ParquetRows.Values[] columns = rows.columns(store);
    private long count;

    void write(@Nullable Object[] row) {
      for (int i = 0; i < columns.length; i++) {
        columns[i].write(row[i], 0, 0);
      }
      store.endRecord();
      count++;
    }

    boolean isFull() {
      return count % ROWS_BETWEEN_CHECKS == 0 && store.getBufferedSize() >= rowGroupBytes;
    }

    void flush() throws IOException {
      try {
        file.startBlock(count);
        store.flush();
        pages.flushToFileWriter(file);
        file.endBlock();
      } finally {
        discard();
      }
    }

    void discard() {
      store.close();
      pages.close();
    }
  }
}
