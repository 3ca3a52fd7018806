package dev.assay.sqlserver;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hive.service.rpc.thrift.TCLIServiceConstants;
import org.apache.hive.service.rpc.thrift.TPrimitiveTypeEntry;
import org.apache.hive.service.rpc.thrift.TTypeId;
import org.apache.hive.service.rpc.thrift.TTypeQualifierValue;
import org.apache.hive.service.rpc.thrift.TTypeQualifiers;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Makes answers of Spark's rows: lists, maps and structs become JSON, times their usual text. */
final class SparkAnswers {

  /** JSON says of null that it is null, and of times all that is known. */
  private static final Map<String, String> JSON =
      Map.of("ignoreNullFields", "false", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private SparkAnswers() {}

  static Answer of(Dataset<Row> rows) {
    StructField[] fields = rows.schema().fields();
    if (fields.length == 0) {
      // Clients do not expect rows without columns.
      return Answer.empty("Result");
    }
    String[] places =
        IntStream.range(0, fields.length).mapToObj(i -> "_" + i).toArray(String[]::new);
    List<Answer.Column> columns = new ArrayList<>();
    Column[] shown = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      columns.add(new Answer.Column(fields[i].name(), entry(fields[i].dataType())));
      shown[i] = shown(functions.col(places[i]), fields[i].dataType()).as(places[i]);
    }
    Iterator<Row> iterator = rows.toDF(places).select(shown).toLocalIterator();
    return new Answer(columns, new Values(iterator));
  }

  private static TPrimitiveTypeEntry entry(DataType type) {
    TPrimitiveTypeEntry entry = new TPrimitiveTypeEntry(type(type));
    if (type instanceof DecimalType decimal) {
      entry.setTypeQualifiers(
          new TTypeQualifiers(
              Map.of(
                  TCLIServiceConstants.PRECISION,
                  TTypeQualifierValue.i32Value(decimal.precision()),
                  TCLIServiceConstants.SCALE,
                  TTypeQualifierValue.i32Value(decimal.scale()))));
    }
    return entry;
  }

  /** The type that a client sees. */
  static TTypeId type(DataType type) {
    if (type.equals(DataTypes.BooleanType)) {
      return TTypeId.BOOLEAN_TYPE;
    } else if (isSmallNumber(type)) {
      return TTypeId.INT_TYPE;
    } else if (type.equals(DataTypes.LongType)) {
      return TTypeId.BIGINT_TYPE;
    } else if (type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType)) {
      return TTypeId.DOUBLE_TYPE;
    } else if (type instanceof DecimalType) {
      return TTypeId.DECIMAL_TYPE;
    } else if (type.equals(DataTypes.DateType)) {
      return TTypeId.DATE_TYPE;
    } else if (type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType)) {
      return TTypeId.TIMESTAMP_TYPE;
    } else if (type.equals(DataTypes.BinaryType)) {
      return TTypeId.BINARY_TYPE;
    }
    return TTypeId.STRING_TYPE;
  }

  private static boolean isSmallNumber(DataType type) {
    return type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.ShortType)
        || type.equals(DataTypes.ByteType);
  }

  private static Column shown(Column column, DataType type) {
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
      return functions.to_json(column, JSON);
    }
    return switch (type(type)) {
      case BOOLEAN_TYPE, BIGINT_TYPE, BINARY_TYPE -> column;
      case INT_TYPE -> column.cast(DataTypes.IntegerType);
      case DOUBLE_TYPE -> column.cast(DataTypes.DoubleType);
      default -> column.cast(DataTypes.StringType);
    };
  }

  private record Values(Iterator<Row> rows) implements Iterator<List<@Nullable Object>> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public List<@Nullable Object> next() {
      Row row = rows.next();
      List<@Nullable Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      return values;
    }
  }
}
