package dev.assay.results.file;

import dev.assay.results.AssayTable;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows (see {@link DataFileWriter}) into Parquet columns of a Delta schema. Levels are worked
 * out here: Parquet's own record assembly costs more than all else of a row.
 */
final class ParquetRows {

  private final MessageType schema;
  private final List<StructField> fields;

  ParquetRows(List<StructField> fields) {
    this.fields = List.copyOf(fields);
    Types.MessageTypeBuilder builder = Types.buildMessage();
    for (StructField field : fields) {
      builder.addField(parquetType(field));
    }
    schema = builder.named("assay");
  }

  /** The columns that are in a table's files: all but the partition columns. */
  static List<StructField> fileColumns(AssayTable table) {
    return table.schema().fields().stream()
        .filter(field -> !table.partitionColumns().contains(field.getName()))
        .toList();
  }

  MessageType schema() {
    return schema;
  }

  /** The columns of a row group, in the order of a row. */
  Values[] columns(ColumnWriteStore store) {
    Iterator<ColumnDescriptor> leaves = schema.getColumns().iterator();
    return fields.stream()
        .map(field -> values(field, 0, () -> store.getColumnWriter(leaves.next())))
        .toArray(Values[]::new);
  }

  /**
   * Takes the values of one column, or of one member of it.
   *
   * <p>Levels are those of Parquet (Melnik et al., "Dremel: Interactive Analysis of Web-Scale
   * Datasets", VLDB 2010): how many of the lists around a value go on with it, and how many of the
   * optional and repeated parts on the way to it are there.
   */
  interface Values {
    /**
     * Writes a value.
     *
     * @param definition of what the value is part of
     */
    void write(@Nullable Object value, int repetition, int definition);

    /** Says that what the value would be part of is not there. */
    void absent(int repetition, int definition);
  }

  /**
   * Makes what takes a field's values.
   *
   * @param depth how many lists and maps are around it
   * @param leaves gives the writers of the file's columns, one after the other
   */
  private static Values values(StructField field, int depth, Supplier<ColumnWriter> leaves) {
    DataType type = field.getDataType();
    int present = field.isNullable() ? 1 : 0;
    if (type instanceof ArrayType array) {
      return new Elements(values(element(array), depth + 1, leaves), depth + 1, present);
    }
    if (type instanceof MapType map) {
      return new Entries(
          values(key(map), depth + 1, leaves),
          values(value(map), depth + 1, leaves),
          depth + 1,
          present);
    }
    if (type instanceof StructType struct) {
      return new Members(
          struct.fields().stream().map(member -> values(member, depth, leaves)).toList(), present);
    }
    ColumnWriter writer = leaves.get();
    return new Leaf(writer, leaf(type, writer), present);
  }

  private static StructField element(ArrayType array) {
    return new StructField("element", array.getElementType(), true);
  }

  private static StructField key(MapType map) {
    return new StructField("key", map.getKeyType(), false);
  }

  private static StructField value(MapType map) {
    return new StructField("value", map.getValueType(), true);
  }

  /** Takes values that are there, of a column without parts. */
  private interface Writing {
    void write(Object value, int repetition, int definition);
  }

  private static Writing leaf(DataType type, ColumnWriter writer) {
    if (type instanceof StringType) {
      return new Text(writer);
    }
    if (type instanceof BooleanType) {
      return (value, r, d) -> writer.write(((Boolean) value).booleanValue(), r, d);
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return (value, r, d) -> writer.write(((Integer) value).intValue(), r, d);
    }
    if (type instanceof DoubleType) {
      return (value, r, d) -> writer.write(((Double) value).doubleValue(), r, d);
    }
    return (value, r, d) -> writer.write(((Long) value).longValue(), r, d);
  }

  /**
   * @param present 1 for a column that may be null, 0 for one that never is
   */
  private record Leaf(ColumnWriter writer, Writing writing, int present) implements Values {
    @Override
    public void write(@Nullable Object value, int repetition, int definition) {
      if (value == null) {
        writer.writeNull(repetition, definition);
      } else {
        writing.write(value, repetition, definition + present);
      }
    }

    @Override
    public void absent(int repetition, int definition) {
      writer.writeNull(repetition, definition);
    }
  }

  /** Most texts of a file repeat the row before, often as the same object: encode them once. */
  private static final class Text implements Writing {
    private final ColumnWriter writer;
    private @Nullable Object last;
    private Binary encoded = Binary.EMPTY;

    Text(ColumnWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(Object value, int repetition, int definition) {
      if (value != last) {
        encoded = Binary.fromString((String) value);
        last = value;
      }
      writer.write(encoded, repetition, definition);
    }
  }

  /** A list. */
  private record Elements(Values element, int depth, int present) implements Values {
    @Override
    public void write(@Nullable Object value, int repetition, int definition) {
      List<?> elements = (List<?>) value;
      if (elements == null) {
        absent(repetition, definition);
      } else if (elements.isEmpty()) {
        absent(repetition, definition + present);
      } else {
        int level = repetition;
        for (Object each : elements) {
          element.write(each, level, definition + present + 1);
          level = depth;
        }
      }
    }

    @Override
    public void absent(int repetition, int definition) {
      element.absent(repetition, definition);
    }
  }

  /** A map. */
  private record Entries(Values key, Values value, int depth, int present) implements Values {
    @Override
    public void write(@Nullable Object map, int repetition, int definition) {
      Map<?, ?> entries = (Map<?, ?>) map;
      if (entries == null) {
        absent(repetition, definition);
      } else if (entries.isEmpty()) {
        absent(repetition, definition + present);
      } else {
        int level = repetition;
        for (Map.Entry<?, ?> each : entries.entrySet()) {
          key.write(each.getKey(), level, definition + present + 1);
          value.write(each.getValue(), level, definition + present + 1);
          level = depth;
        }
      }
    }

    @Override
    public void absent(int repetition, int definition) {
      key.absent(repetition, definition);
      value.absent(repetition, definition);
    }
  }

  /** A struct, whose values are an array of its members'. */
  private record Members(List<Values> members, int present) implements Values {
    @Override
    public void write(@Nullable Object value, int repetition, int definition) {
      @Nullable Object[] values = (@Nullable Object[]) value;
      if (values == null) {
        absent(repetition, definition);
      } else {
        for (int i = 0; i < members.size(); i++) {
          members.get(i).write(values[i], repetition, definition + present);
        }
      }
    }

    @Override
    public void absent(int repetition, int definition) {
      for (Values member : members) {
        member.absent(repetition, definition);
      }
    }
  }

  private static Type parquetType(StructField field) {
    Type.Repetition repetition =
        field.isNullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    DataType type = field.getDataType();
    if (type instanceof ArrayType array) {
      return Types.list(repetition).element(parquetType(element(array))).named(field.getName());
    }
    if (type instanceof MapType map) {
      return Types.map(repetition)
          .key(parquetType(key(map)))
          .value(parquetType(value(map)))
          .named(field.getName());
    }
    if (type instanceof StructType struct) {
      return Types.buildGroup(repetition)
          .addFields(struct.fields().stream().map(ParquetRows::parquetType).toArray(Type[]::new))
          .named(field.getName());
    }
    if (type instanceof StringType) {
      return Types.primitive(PrimitiveTypeName.BINARY, repetition)
          .as(LogicalTypeAnnotation.stringType())
          .named(field.getName());
    }
    if (type instanceof TimestampType) {
      return Types.primitive(PrimitiveTypeName.INT64, repetition)
          .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
          .named(field.getName());
    }
    if (type instanceof DateType) {
      return Types.primitive(PrimitiveTypeName.INT32, repetition)
          .as(LogicalTypeAnnotation.dateType())
          .named(field.getName());
    }
    return Types.primitive(plain(type), repetition).named(field.getName());
  }

  private static PrimitiveTypeName plain(DataType type) {
    if (type instanceof BooleanType) {
      return PrimitiveTypeName.BOOLEAN;
    }
    if (type instanceof IntegerType) {
      return PrimitiveTypeName.INT32;
    }
    if (type instanceof LongType) {
      return PrimitiveTypeName.INT64;
    }
    if (type instanceof DoubleType) {
      return PrimitiveTypeName.DOUBLE;
    }
    throw new IllegalArgumentException("Unsupported type %s of a table".formatted(type));
  }
}
