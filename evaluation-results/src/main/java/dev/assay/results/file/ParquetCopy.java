package dev.assay.results.file;

import dev.assay.results.storage.NewFiles;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StringType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Copies a Parquet file without some of its rows, and some without a value: same schema, same
 * order, all else as it was.
 */
public final class ParquetCopy {

  private static final long ROW_GROUP_BYTES = 32 << 20;

  /** Written by the writer itself. */
  private static final String WRITER_MODEL = "writer.model.name";

  private ParquetCopy() {}

  /** Whether a file can be read as Parquet; one whose writer was killed cannot. */
  public static boolean isReadable(Path file) {
    try (ParquetFileReader reader = BufferedInput.open(file)) {
      return reader.getRecordCount() >= 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Copies the rows that stay.
   *
   * @param dropped positions of the rows that do not stay, from 0
   * @param cleared positions of the rows that lose their value of {@link FileEdit#CLEARED}
   * @param bounds gather what is known of the copy
   * @return how many rows stayed
   */
  public static long copy(
      Path from, Path to, BitSet dropped, BitSet cleared, ColumnBounds... bounds)
      throws IOException {
    long kept = 0;
    try (ParquetFileReader reader = BufferedInput.open(from)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      Map<String, String> about = new HashMap<>(reader.getFileMetaData().getKeyValueMetaData());
      about.remove(WRITER_MODEL);
      try (ParquetWriter<Group> writer = writer(to, schema, about)) {
        int position = 0;
        PageReadStore pages = reader.readNextRowGroup();
        while (pages != null) {
          RecordReader<Group> rows =
              new ColumnIOFactory()
                  .getColumnIO(schema)
                  .getRecordReader(pages, new GroupRecordConverter(schema));
          for (long row = 0; row < pages.getRowCount(); row++) {
            Group group = rows.read();
            if (!dropped.get(position)) {
              boolean isCleared = cleared.get(position);
              writer.write(isCleared ? new Cleared(group) : group);
              gather(group, isCleared, bounds);
              kept++;
            }
            position++;
          }
          pages = reader.readNextRowGroup();
        }
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(to);
      throw e;
    }
    return kept;
  }

  private static ParquetWriter<Group> writer(Path to, MessageType schema, Map<String, String> about)
      throws IOException {
    return ExampleParquetWriter.builder(NewFiles.at(to))
        .withType(schema)
        .withExtraMetaData(about)
        .withConf(new PlainParquetConfiguration())
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .withRowGroupSize(ROW_GROUP_BYTES)
        .withPageRowCountLimit(DataFileWriter.PAGE_ROWS)
        .build();
  }

  /** A row without its value of {@link FileEdit#CLEARED}, as a writer sees it. */
  private static final class Cleared extends SimpleGroup {
    private final Group row;
    private final int field;

    Cleared(Group row) {
      super(row.getType());
      this.row = row;
      this.field = row.getType().getFieldIndex(FileEdit.CLEARED);
    }

    @Override
    public int getFieldRepetitionCount(int index) {
      return index == field ? 0 : row.getFieldRepetitionCount(index);
    }

    @Override
    public Group getGroup(int index, int number) {
      return row.getGroup(index, number);
    }

    @Override
    public void writeValue(int index, int number, RecordConsumer to) {
      row.writeValue(index, number, to);
    }
  }

  private static void gather(Group row, boolean isCleared, ColumnBounds... bounds) {
    for (ColumnBounds column : bounds) {
      boolean isNull = isCleared && column.name().equals(FileEdit.CLEARED);
      column.add(isNull ? null : value(row, column));
    }
  }

  private static @Nullable Object value(Group row, ColumnBounds column) {
    String name = column.name();
    if (!row.getType().containsField(name) || row.getFieldRepetitionCount(name) == 0) {
      return null;
    }
    DataType type = column.type();
    if (type instanceof StringType) {
      return row.getString(name, 0);
    }
    if (type instanceof IntegerType) {
      return row.getInteger(name, 0);
    }
    if (type instanceof DoubleType) {
      return row.getDouble(name, 0);
    }
    if (type instanceof BooleanType) {
      return row.getBoolean(name, 0);
    }
    return row.getLong(name, 0);
  }
}
