package dev.assay.results.file;

import io.delta.kernel.types.StructType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of no table that is being written, with rows in the form of {@link
 * DataFileWriter}. Not thread-safe.
 */
public final class ScratchFile implements Closeable {

  private static final long ROW_GROUP_BYTES = 8 << 20;

  private final ParquetFile writer;
  private boolean isFinished;

  private ScratchFile(ParquetFile writer) {
    this.writer = writer;
  }

  /** Creates the file, and the folder that it is in. */
  public static ScratchFile create(Path file, StructType columns) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    return new ScratchFile(
        new ParquetFile(
            file, columns.fields(), Set.of(), DataFileWriter.PAGE_ROWS, ROW_GROUP_BYTES));
  }

  /** Appends a row; the array may be used again. */
  public void write(@Nullable Object[] row) throws IOException {
    writer.write(row);
  }

  /** Completes the file. */
  public void finish() throws IOException {
    isFinished = true;
    writer.finish();
  }

  /** Gives the file up when it was not finished. */
  @Override
  public void close() throws IOException {
    if (!isFinished) {
      writer.close();
    }
  }
}
