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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * out here, since the schemas are flat but for lists and maps of texts; a general record assembly
 * costs more than all else of a row.
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
    Iterator<ColumnDescriptor> descriptors = schema.getColumns().iterator();
    for (int i = 0; i < columns.length; i++) {
      StructField field = fields.get(i);
      ColumnWriter writer = store.getColumnWriter(descriptors.next());
      StructType struct = structOf(field.getDataType());
      if (field.getDataType() instanceof MapType) {
        columns[i] =
            new Column(writer, new TextMap(writer, store.getColumnWriter(descriptors.next())));
      } else if (struct == null) {
        columns[i] =
            new Column(writer, values(field.getDataType(), writer, field.isNullable() ? 1 : 0));
      } else {
        List<ColumnWriter> members = new ArrayList<>(List.of(writer));
        struct.fields().stream()
            .skip(1)
            .forEach(member -> members.add(store.getColumnWriter(descriptors.next())));
        columns[i] = new Column(writer, new Structs(members));
      }
    }
    return columns;
  }

  /** The struct that a list is of, or null. */
  private static @Nullable StructType structOf(DataType type) {
    return type instanceof ArrayType array && array.getElementType() instanceof StructType struct
        ? struct
        : null;
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
    if (type instanceof IntegerType || type instanceof DateType) {
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

  /**
   * A required list of structs of texts and whole numbers: a column of the file for each member.
   */
  private record Structs(List<ColumnWriter> members) implements Values {
    private static final int PRESENT = 3;

    @Override
    public void write(Object value) {
      List<?> elements = (List<?>) value;
      for (int i = 0; i < members.size(); i++) {
        ColumnWriter writer = members.get(i);
        if (elements.isEmpty()) {
          writer.writeNull(0, 0);
        }
        int repetition = 0;
        for (Object element : elements) {
          write(writer, ((@Nullable Object[]) element)[i], repetition);
          repetition = 1;
        }
      }
    }

    private static void write(ColumnWriter writer, @Nullable Object member, int repetition) {
      if (member == null) {
        writer.writeNull(repetition, PRESENT - 1);
      } else if (member instanceof Integer number) {
        writer.write(number.intValue(), repetition, PRESENT);
      } else if (member instanceof Long number) {
        writer.write(number.longValue(), repetition, PRESENT);
      } else {
        writer.write(Binary.fromString((String) member), repetition, PRESENT);
      }
    }
  }

  /** A required map of texts: a column of the file for the keys, and one for the values. */
  private record TextMap(ColumnWriter keys, ColumnWriter values) implements Values {
    private static final int KEY_PRESENT = 1;
    private static final int VALUE_PRESENT = 2;

    @Override
    public void write(Object value) {
      Map<?, ?> texts = (Map<?, ?>) value;
      if (texts.isEmpty()) {
        keys.writeNull(0, 0);
        values.writeNull(0, 0);
      }
      int repetition = 0;
      for (Map.Entry<?, ?> text : texts.entrySet()) {
        keys.write(Binary.fromString((String) text.getKey()), repetition, KEY_PRESENT);
        if (text.getValue() == null) {
          values.writeNull(repetition, KEY_PRESENT);
        } else {
          values.write(Binary.fromString((String) text.getValue()), repetition, VALUE_PRESENT);
        }
        repetition = 1;
      }
    }
  }

  private static Type parquetType(StructField field) {
    Type.Repetition repetition =
        field.isNullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    DataType type = field.getDataType();
    if (type instanceof ArrayType array) {
      if (array.getElementType() instanceof StructType && field.isNullable()) {
        throw new IllegalArgumentException(
            "Unsupported column %s: a list of structs must be required".formatted(field.getName()));
      }
      return Types.list(repetition)
          .element(parquetType(new StructField("element", array.getElementType(), true)))
          .named(field.getName());
    }
    if (type instanceof MapType map) {
      if (field.isNullable()) {
        throw new IllegalArgumentException(
            "Unsupported column %s: a map must be required".formatted(field.getName()));
      }
      return Types.map(repetition)
          .key(parquetType(new StructField("key", map.getKeyType(), false)))
          .value(parquetType(new StructField("value", map.getValueType(), true)))
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
