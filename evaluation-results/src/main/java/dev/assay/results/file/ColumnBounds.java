package dev.assay.results.file;

import dev.assay.results.AssayTable;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.TimestampType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of one column of a file, by which readers skip the file. */
public final class ColumnBounds {
  /** Longer texts are no bounds: readers would gain little and the log would grow. */
  private static final int MAX_TEXT = 64;

  private final String name;
  private final DataType type;
  private final int position;
  private long nulls;
  private @Nullable Object min;
  private @Nullable Object max;
  private @Nullable Object last;
  private boolean unbounded;

  private ColumnBounds(StructField field, int position) {
    this.name = field.getName();
    this.position = position;
    this.type = field.getDataType();
    this.unbounded =
        !(type instanceof TimestampType
            || type instanceof LongType
            || type instanceof IntegerType
            || type instanceof DoubleType
            || type instanceof StringType);
  }

  /** Those of a table's statistics columns that are among the columns of a file. */
  static ColumnBounds[] of(AssayTable table, List<StructField> columns) {
    List<String> wanted = table.statisticsColumns();
    return IntStream.range(0, columns.size())
        .filter(i -> wanted.contains(columns.get(i).getName()))
        .mapToObj(i -> new ColumnBounds(columns.get(i), i))
        .toArray(ColumnBounds[]::new);
  }

  /** A file that is complete, with what was gathered of it. */
  static DataFile described(
      Path file, Map<String, String> partition, long rows, ColumnBounds[] columns)
      throws IOException {
    Map<String, DataFile.ColumnStatistics> gathered = new HashMap<>();
    for (ColumnBounds column : columns) {
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

  /** Among the columns of a file. */
  int position() {
    return position;
  }

  String name() {
    return name;
  }

  DataType type() {
    return type;
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
