package dev.assay.results.file;

import io.delta.kernel.types.StructField;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Files of a table that are each in the order of a column of whole numbers, read as one in that
 * order. Holds a row group of each, compressed. Not thread-safe.
 */
public final class SortedFiles implements Closeable {
  private final PriorityQueue<Source> sources = new PriorityQueue<>();

  private SortedFiles() {}

  /**
   * Opens the files.
   *
   * @param wanted the columns of a row, in order
   * @param key the column that the files are in the order of, one of those that are wanted; never
   *     null in a row
   * @param range of the rows that are read; empty for all
   */
  public static SortedFiles open(
      List<String> files,
      List<StructField> wanted,
      String key,
      Optional<DataFileReader.Range> range)
      throws IOException {
    int place = wanted.stream().map(StructField::getName).toList().indexOf(key);
    SortedFiles opened = new SortedFiles();
    try {
      for (String file : files) {
        Source source =
            new Source(
                DataFileReader.open(Path.of(file), wanted, range), place, opened.sources.size());
        if (source.next()) {
          opened.sources.add(source);
        }
      }
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** The next row, or null behind the last. The array is the caller's. */
  public @Nullable Object @Nullable [] read() throws IOException {
    Source source = sources.poll();
    if (source == null) {
      return null;
    }
    @Nullable Object[] row = source.row();
    if (source.next()) {
      sources.add(source);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    for (Source source : sources) {
      source.reader.close();
    }
  }

  /** A file and its next row. */
  private static final class Source implements Comparable<Source> {
    private final DataFileReader reader;
    private final int place;
    private final int number;
    private long key;
    private @Nullable Object @Nullable [] row;

    Source(DataFileReader reader, int place, int number) {
      this.reader = reader;
      this.place = place;
      this.number = number;
    }

    /** Goes to the next row; at the end the file is closed. */
    boolean next() throws IOException {
      row = reader.read();
      if (row == null) {
        reader.close();
        return false;
      }
      key = (Long) Objects.requireNonNull(row[place]);
      return true;
    }

    @Nullable Object[] row() {
      return Objects.requireNonNull(row);
    }

    @Override
    public int compareTo(Source other) {
      return key == other.key
          ? Integer.compare(number, other.number)
          : Long.compare(key, other.key);
    }
  }
}
