package dev.assay.results;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.TimestampType;
import java.util.List;
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
 * out here, since the schemas are flat but for lists of texts; a general record assembly costs more
 * than all else of a row.
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
  Column[] columns(ColumnWriteStore store) {
    Column[] columns = new Column[fields.size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnDescriptor descriptor = schema.getColumns().get(i);
      StructField field = fields.get(i);
      ColumnWriter writer = store.getColumnWriter(descriptor);
      columns[i] =
          new Column(writer, values(field.getDataType(), writer, field.isNullable() ? 1 : 0));
    }
    return columns;
  }

  /**
   * A column of a row group.
   *
   * @param writer takes its nulls
   * @param values takes all else
   */
  record Column(ColumnWriter writer, Values values) {
    void write(@Nullable Object value) {
      if (value == null) {
        writer.writeNull(0, 0);
      } else {
        values.write(value);
      }
    }
  }

  /** Writes the values of one column. */
  private interface Values {
    void write(Object value);
  }

  /**
   * How values of a type are written.
   *
   * @param present the definition level of a value that is there
   */
  private static Values values(DataType type, ColumnWriter writer, int present) {
    if (type instanceof ArrayType) {
      return new Texts(writer, present);
    }
    if (type instanceof StringType) {
      return new Text(writer, present);
    }
    if (type instanceof BooleanType) {
      return value -> writer.write(((Boolean) value).booleanValue(), 0, present);
    }
    if (type instanceof IntegerType) {
      return value -> writer.write(((Integer) value).intValue(), 0, present);
    }
    if (type instanceof DoubleType) {
      return value -> writer.write(((Double) value).doubleValue(), 0, present);
    }
    return value -> writer.write(((Long) value).longValue(), 0, present);
  }

  /** Most texts of a file repeat the row before, often as the same object: encode them once. */
  private static final class Text implements Values {
    private final ColumnWriter writer;
    private final int present;
    private @Nullable Object last;
    private Binary encoded = Binary.EMPTY;

    Text(ColumnWriter writer, int present) {
      this.writer = writer;
      this.present = present;
    }

    @Override
    public void write(Object value) {
      if (value != last) {
        encoded = Binary.fromString((String) value);
        last = value;
      }
      writer.write(encoded, 0, present);
    }
  }

  private record Texts(ColumnWriter writer, int present) implements Values {
    @Override
    public void write(Object value) {
      List<?> texts = (List<?>) value;
      if (texts.isEmpty()) {
        writer.writeNull(0, present);
        return;
      }
      int repetition = 0;
      for (Object text : texts) {
        writer.write(Binary.fromString((String) text), repetition, present + 2);
        repetition = 1;
      }
    }
  }

  private static Type parquetType(StructField field) {
    Type.Repetition repetition =
        field.isNullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    DataType type = field.getDataType();
    if (type instanceof ArrayType) {
      return Types.list(repetition)
          .element(
              Types.optional(PrimitiveTypeName.BINARY)
                  .as(LogicalTypeAnnotation.stringType())
                  .named("element"))
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
