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
import java.util.function.Function;
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
      int present = field.isNullable() ? 1 : 0;
      columns[i] =
          kind(field.getDataType()).apply(new Place(store.getColumnWriter(descriptor), present));
    }
    return columns;
  }

  /** Writes the values of one column. */
  abstract static class Column {
    final ColumnWriter writer;
    final int present;

    private Column(Place place) {
      writer = place.writer();
      present = place.present();
    }

    final void write(@Nullable Object value) {
      if (value == null) {
        writer.writeNull(0, 0);
      } else {
        writeValue(value);
      }
    }

    abstract void writeValue(Object value);
  }

  /**
   * Where a column goes.
   *
   * @param writer takes its values
   * @param present the definition level of a value that is there
   */
  private record Place(ColumnWriter writer, int present) {}

  private static Function<Place, Column> kind(DataType type) {
    if (type instanceof ArrayType) {
      return Texts::new;
    }
    if (type instanceof StringType) {
      return Text::new;
    }
    if (type instanceof BooleanType) {
      return Truth::new;
    }
    if (type instanceof IntegerType) {
      return Int::new;
    }
    return type instanceof DoubleType ? Real::new : Long64::new;
  }

  private static final class Truth extends Column {
    Truth(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
      writer.write(((Boolean) value).booleanValue(), 0, present);
    }
  }

  private static final class Int extends Column {
    Int(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
      writer.write(((Integer) value).intValue(), 0, present);
    }
  }

  private static final class Long64 extends Column {
    Long64(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
      writer.write(((Long) value).longValue(), 0, present);
    }
  }

  private static final class Real extends Column {
    Real(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
      writer.write(((Double) value).doubleValue(), 0, present);
    }
  }

  /** Most texts of a file repeat the row before, often as the same object: encode them once. */
  private static final class Text extends Column {
    private @Nullable Object last;
    private Binary encoded = Binary.EMPTY;

    Text(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
      if (value != last) {
        encoded = Binary.fromString((String) value);
        last = value;
      }
      writer.write(encoded, 0, present);
    }
  }

  private static final class Texts extends Column {
    Texts(Place place) {
      super(place);
    }

    @Override
    void writeValue(Object value) {
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
