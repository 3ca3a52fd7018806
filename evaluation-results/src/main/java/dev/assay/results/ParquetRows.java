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
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Turns rows (see {@link DataFileWriter}) into Parquet records of a Delta schema. */
final class ParquetRows extends WriteSupport<@Nullable Object[]> {

  private final MessageType parquetSchema;
  private final String[] names;
  private final Column[] columns;
  private @Nullable RecordConsumer consumer;

  ParquetRows(List<StructField> fields) {
    names = fields.stream().map(StructField::getName).toArray(String[]::new);
    columns = fields.stream().map(field -> Column.of(field.getDataType())).toArray(Column[]::new);
    Types.MessageTypeBuilder schema = Types.buildMessage();
    for (StructField field : fields) {
      schema.addField(parquetType(field));
    }
    parquetSchema = schema.named("assay");
  }

  /** The columns that are in a table's files: all but the partition columns. */
  static List<StructField> fileColumns(AssayTable table) {
    return table.schema().fields().stream()
        .filter(field -> !table.partitionColumns().contains(field.getName()))
        .toList();
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(parquetSchema, Map.of());
  }

  @Override
  @SuppressWarnings("deprecation")
  public WriteContext init(Configuration configuration) {
    return new WriteContext(parquetSchema, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    this.consumer = recordConsumer;
  }

  @Override
  public void write(@Nullable Object[] row) {
    RecordConsumer out = java.util.Objects.requireNonNull(consumer, "prepareForWrite");
    out.startMessage();
    for (int i = 0; i < columns.length; i++) {
      Object value = row[i];
      if (value != null) {
        out.startField(names[i], i);
        columns[i].write(out, value);
        out.endField(names[i], i);
      }
    }
    out.endMessage();
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

  /** Writes the values of one column. */
  private interface Column {
    void write(RecordConsumer out, Object value);

    static Column of(DataType type) {
      if (type instanceof ArrayType) {
        return new Texts();
      }
      if (type instanceof StringType) {
        return new Text();
      }
      if (type instanceof BooleanType) {
        return (out, value) -> out.addBoolean((Boolean) value);
      }
      if (type instanceof IntegerType) {
        return (out, value) -> out.addInteger((Integer) value);
      }
      if (type instanceof DoubleType) {
        return (out, value) -> out.addDouble((Double) value);
      }
      return (out, value) -> out.addLong((Long) value);
    }
  }

  /** Most texts of a file repeat the row before, often as the same object: encode them once. */
  private static final class Text implements Column {
    private @Nullable Object last;
    private Binary encoded = Binary.EMPTY;

    @Override
    public void write(RecordConsumer out, Object value) {
      if (value != last) {
        encoded = Binary.fromString((String) value);
        last = value;
      }
      out.addBinary(encoded);
    }
  }

  private static final class Texts implements Column {
    @Override
    public void write(RecordConsumer out, Object value) {
      List<?> texts = (List<?>) value;
      out.startGroup();
      if (!texts.isEmpty()) {
        out.startField("list", 0);
        for (Object text : texts) {
          out.startGroup();
          out.startField("element", 0);
          out.addBinary(Binary.fromString((String) text));
          out.endField("element", 0);
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }
  }
}
