package dev.assay.results.file;

import io.delta.kernel.types.StructField;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of one Parquet file of a table, in the form in which {@link DataFileWriter} takes
 * them, whoever wrote the file. Columns that the file lacks are null. Not thread-safe.
 */
public final class DataFileReader implements Closeable {

  /**
   * Rows whose whole number in a column is in a range. Where the file has an index of its pages,
   * pages without such rows are not read.
   *
   * @param column the column, one of those that are wanted
   * @param from the least
   * @param to beyond the greatest
   */
  public record Range(String column, long from, long to) {}

  private final Input input;
  private final ParquetFileReader file;
  private final MessageColumnIO columns;
  private final RowMaterializer rows;
  private final Optional<Range> range;
  private final int place;
  private int groups;
  private @Nullable RecordReader<@Nullable Object[]> group;
  private long left;

  private DataFileReader(
      Input input,
      ParquetFileReader file,
      MessageColumnIO columns,
      RowMaterializer rows,
      Optional<Range> range,
      int place) {
    this.input = input;
    this.file = file;
    this.columns = columns;
    this.rows = rows;
    this.range = range;
    this.place = place;
    this.groups = file.getRowGroups().size();
  }

  /**
   * Opens a file.
   *
   * @param wanted the columns of a row, in order
   * @param range of the rows that are read; empty for all
   */
  public static DataFileReader open(Path path, List<StructField> wanted, Optional<Range> range)
      throws IOException {
    int place = range.map(of -> place(of.column(), wanted)).orElse(-1);
    Input input = new Input(new BufferedInput(path));
    ParquetFileReader file =
        ParquetFileReader.open(
            input,
            new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                .withUseHadoopVectoredIo(false)
                .withRecordFilter(range.map(DataFileReader::filter).orElse(FilterCompat.NOOP))
                .build());
    try {
      MessageType schema = file.getFileMetaData().getSchema();
      MessageType requested = requested(schema, wanted);
      file.setRequestedSchema(requested);
      MessageColumnIO columns =
          new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema);
      return new DataFileReader(
          input, file, columns, new RowMaterializer(requested, wanted), range, place);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static FilterCompat.Filter filter(Range range) {
    var column = FilterApi.longColumn(range.column());
    return FilterCompat.get(
        FilterApi.and(FilterApi.gtEq(column, range.from()), FilterApi.lt(column, range.to())));
  }

  private static int place(String column, List<StructField> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).getName().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("Cannot read a range of %s: not wanted".formatted(column));
  }

  /** The wanted columns that the file has. */
  private static MessageType requested(MessageType schema, List<StructField> wanted) {
    List<Type> fields = new ArrayList<>();
    for (StructField field : wanted) {
      if (schema.containsField(field.getName())) {
        fields.add(schema.getType(field.getName()));
      }
    }
    return new MessageType(schema.getName(), fields);
  }

  /** The next row, or null behind the last. The array is the caller's. */
  public @Nullable Object @Nullable [] read() throws IOException {
    while (true) {
      while (left == 0) {
        if (!open()) {
          return null;
        }
      }
      left--;
      @Nullable Object[] row = Objects.requireNonNull(Objects.requireNonNull(group).read());
      if (range.isEmpty() || isIn(range.get(), row[place])) {
        return row;
      }
    }
  }

  private static boolean isIn(Range range, @Nullable Object value) {
    return value instanceof Long number && number >= range.from() && number < range.to();
  }

  /** Opens the next row group; whether there is one. */
  private boolean open() throws IOException {
    if (groups == 0) {
      return false;
    }
    groups--;
    PageReadStore pages = file.readNextFilteredRowGroup();
    if (pages == null) {
      groups = 0;
      return false;
    }
    group = columns.getRecordReader(pages, rows);
    left = pages.getRowCount();
    if (groups == 0) {
      input.end();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * What Parquet reads from. A row group is held whole, so many files may be read side by side
   * without one of them being open.
   */
  private static final class Input implements InputFile {
    private final InputFile file;
    private final List<SeekableInputStream> streams = new ArrayList<>();

    Input(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() throws IOException {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      SeekableInputStream stream = file.newStream();
      streams.add(stream);
      return stream;
    }

    /** Closes the file under its reader. */
    void end() throws IOException {
      for (SeekableInputStream stream : streams) {
        stream.close();
      }
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }
}
