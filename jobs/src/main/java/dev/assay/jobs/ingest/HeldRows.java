package dev.assay.jobs.ingest;

import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that are held until there are many, and then written to a file as the table will
 * have it, in the order of a key; beside it is written where each record stood. Not thread-safe.
 *
 * @param <T> what a row is made of
 */
final class HeldRows<T> {

  private static final long ROW_GROUP_BYTES = 32 << 20;

  private final Path folder;
  private final AssayTable table;
  private final Shape<T> shape;
  private final ScratchFile records;
  private final long mostCharacters;
  private final List<DataFile> files = new ArrayList<>();
  private final List<T> held = new ArrayList<>();
  private long characters;

  /**
   * What rows are like.
   *
   * @param key by which a file is ordered
   * @param row as the table has it
   * @param record of {@link Staged#COLUMNS}
   */
  record Shape<T>(
      ToLongFunction<T> key, Function<T, @Nullable Object[]> row, RecordRow<T> record) {}

  /** Where a record stood. */
  @FunctionalInterface
  interface RecordRow<T> {
    /**
     * Makes a row of {@link Staged#COLUMNS}.
     *
     * @param position the row in the data file
     */
    @Nullable Object[] of(T value, String dataFile, int position);
  }

  /**
   * @param warehouse the folder of the tables
   * @param records gets a row for each
   * @param mostCharacters so much is held until it is written
   */
  HeldRows(
      String warehouse,
      AssayTable table,
      Shape<T> shape,
      ScratchFile records,
      long mostCharacters) {
    this.folder = Path.of(warehouse).resolve(table.label());
    this.table = table;
    this.shape = shape;
    this.records = records;
    this.mostCharacters = mostCharacters;
  }

  /**
   * Holds a row.
   *
   * @param size about how many characters it takes
   */
  void add(T value, long size) throws IOException {
    held.add(value);
    characters += size;
    if (characters >= mostCharacters) {
      flush();
    }
  }

  /** Writes what is held. */
  void flush() throws IOException {
    if (held.isEmpty()) {
      return;
    }
    held.sort(Comparator.comparingLong(shape.key()));
    DataFileWriter writer = DataFileWriter.open(folder, table, Map.of(), ROW_GROUP_BYTES);
    try {
      for (T each : held) {
        writer.write(shape.row().apply(each));
      }
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    DataFile file = writer.finish();
    DurableFiles.force(Path.of(file.path()));
    for (int position = 0; position < held.size(); position++) {
      records.write(shape.record().of(held.get(position), file.path(), position));
    }
    files.add(file);
    held.clear();
    characters = 0;
  }

  /** The files that were written. */
  List<DataFile> files() {
    return List.copyOf(files);
  }
}
