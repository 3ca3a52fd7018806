package dev.assay.results.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Seeded;
import dev.assay.results.AssayTable;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileReaderTest {
  private static final List<AssayTable> TABLES = List.of(AssayTable.values());

  @TempDir private Path folder;

  /** Rows of any table, with nulls, empty lists and lists within lists, come back as they went. */
  @Seeded(40)
  void whatIsWrittenIsRead(long seed) throws IOException {
    Random random = new Random(seed);
    AssayTable table = TABLES.get(random.nextInt(TABLES.size()));
    List<StructField> columns = ParquetRows.fileColumns(table);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = random.nextInt(2000); i >= 0; i--) {
      rows.add(row(columns, random));
    }

    Path file = written(table, rows, 1 << (10 + random.nextInt(10)));

    assertThat(texts(read(file, columns, Optional.empty()))).isEqualTo(texts(rows));
  }

  @Test
  void ofARangeItsRowsAreReadAndColumnsInAnyOrder() throws IOException {
    Random random = new Random(7);
    List<StructField> columns = ParquetRows.fileColumns(AssayTable.CONVERSATION);
    int key = place(columns, "sample_key");
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 5000; i++) {
      @Nullable Object[] row = row(columns, random);
      row[key] = i;
      rows.add(row);
    }
    Path file = written(AssayTable.CONVERSATION, rows, 1 << 20);
    List<StructField> wanted =
        List.of(columns.get(place(columns, "content_hash")), columns.get(0), columns.get(key));

    List<@Nullable Object[]> read =
        read(file, wanted, Optional.of(new DataFileReader.Range("sample_key", 1200, 1700)));

    List<@Nullable Object[]> expected = new ArrayList<>();
    for (@Nullable Object[] row : rows.subList(1200, 1700)) {
      expected.add(new @Nullable Object[] {row[place(columns, "content_hash")], row[0], row[key]});
    }
    assertThat(texts(read)).isEqualTo(texts(expected));
  }

  @Test
  void aColumnThatTheFileLacksIsNull() throws IOException {
    List<StructField> columns = ParquetRows.fileColumns(AssayTable.ARCHIVE_FILE);
    @Nullable Object[] row = row(columns, new Random(1));
    Path file = written(AssayTable.ARCHIVE_FILE, List.<@Nullable Object[]>of(row), 1 << 20);

    List<@Nullable Object[]> read =
        read(
            file,
            List.of(new StructField("later", StringType.STRING, true), columns.get(0)),
            Optional.empty());

    assertThat(texts(read)).containsExactly(text(new @Nullable Object[] {null, row[0]}));
  }

  private Path written(AssayTable table, List<@Nullable Object[]> rows, long rowGroupBytes)
      throws IOException {
    Map<String, String> partition = new HashMap<>();
    table.partitionColumns().forEach(column -> partition.put(column, "1"));
    DataFileWriter writer = DataFileWriter.open(folder, table, partition, rowGroupBytes);
    for (@Nullable Object[] row : rows) {
      writer.write(row);
    }
    return Path.of(writer.finish().path());
  }

  private static List<@Nullable Object[]> read(
      Path file, List<StructField> wanted, Optional<DataFileReader.Range> range)
      throws IOException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (DataFileReader reader = DataFileReader.open(file, wanted, range)) {
      @Nullable Object[] row = reader.read();
      while (row != null) {
        rows.add(row);
        row = reader.read();
      }
    }
    return rows;
  }

  private static int place(List<StructField> columns, String name) {
    return columns.stream().map(StructField::getName).toList().indexOf(name);
  }

  private static @Nullable Object[] row(List<StructField> columns, Random random) {
    return columns.stream().map(column -> value(column, random)).toArray();
  }

  private static @Nullable Object value(StructField field, Random random) {
    return field.isNullable() && random.nextInt(4) == 0 ? null : value(field.getDataType(), random);
  }

  private static Object value(DataType type, Random random) {
    if (type instanceof ArrayType array) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        values.add(value(new StructField("element", array.getElementType(), true), random));
      }
      return values;
    }
    if (type instanceof MapType map) {
      Map<Object, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        values.put(
            value(map.getKeyType(), random),
            value(new StructField("value", map.getValueType(), true), random));
      }
      return values;
    }
    if (type instanceof StructType struct) {
      return row(struct.fields(), random);
    }
    if (type instanceof StringType) {
      return "text ü\uD83D\uDE00 " + random.nextInt(50);
    }
    if (type instanceof BooleanType) {
      return random.nextBoolean();
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return random.nextInt();
    }
    if (type instanceof DoubleType) {
      return random.nextDouble();
    }
    return random.nextLong(1L << 50);
  }

  private static List<String> texts(List<@Nullable Object[]> rows) {
    return rows.stream().map(DataFileReaderTest::text).toList();
  }

  /** Arrays are equal by what is in them. */
  private static String text(@Nullable Object value) {
    if (value instanceof @Nullable Object[] members) {
      StringBuilder text = new StringBuilder("(");
      for (Object member : members) {
        text.append(text(member)).append("; ");
      }
      return text.append(')').toString();
    }
    if (value instanceof List<?> elements) {
      StringBuilder text = new StringBuilder("[");
      elements.forEach(element -> text.append(text(element)).append("; "));
      return text.append(']').toString();
    }
    return String.valueOf(value);
  }
}
