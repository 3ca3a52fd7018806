package dev.assay.sqlserver;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hive.service.rpc.thrift.TBinaryColumn;
import org.apache.hive.service.rpc.thrift.TBoolColumn;
import org.apache.hive.service.rpc.thrift.TColumn;
import org.apache.hive.service.rpc.thrift.TColumnDesc;
import org.apache.hive.service.rpc.thrift.TDoubleColumn;
import org.apache.hive.service.rpc.thrift.TI32Column;
import org.apache.hive.service.rpc.thrift.TI64Column;
import org.apache.hive.service.rpc.thrift.TPrimitiveTypeEntry;
import org.apache.hive.service.rpc.thrift.TRowSet;
import org.apache.hive.service.rpc.thrift.TStringColumn;
import org.apache.hive.service.rpc.thrift.TTableSchema;
import org.apache.hive.service.rpc.thrift.TTypeDesc;
import org.apache.hive.service.rpc.thrift.TTypeEntry;
import org.apache.hive.service.rpc.thrift.TTypeId;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way to a client.
 *
 * @param columns in order
 * @param rows read once, as a stream; values are what the column's type says
 */
record Answer(List<Column> columns, Iterator<? extends List<? extends @Nullable Object>> rows) {

  Answer {
    columns = List.copyOf(columns);
  }

  /** No rows, of texts. */
  static Answer empty(String column) {
    return new Answer(
        List.of(Column.of(column, TTypeId.STRING_TYPE)), List.<List<Object>>of().iterator());
  }

  /**
   * A column.
   *
   * @param type that of its values: BOOLEAN, INT, BIGINT, DOUBLE and BINARY are themselves, all
   *     others come as texts
   */
  record Column(String name, TPrimitiveTypeEntry type) {
    static Column of(String name, TTypeId type) {
      return new Column(name, new TPrimitiveTypeEntry(type));
    }
  }

  /** Columns in the words of the protocol. */
  TTableSchema schema() {
    List<TColumnDesc> described = new ArrayList<>();
    for (Column column : columns) {
      TTypeDesc type = new TTypeDesc(List.of(TTypeEntry.primitiveEntry(column.type())));
      described.add(new TColumnDesc(column.name(), type, described.size() + 1));
    }
    return new TTableSchema(described);
  }

  /** The next rows, at most so many. */
  TRowSet next(long most) {
    List<List<? extends @Nullable Object>> taken = new ArrayList<>();
    while (taken.size() < most && rows.hasNext()) {
      taken.add(rows.next());
    }
    List<TColumn> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int place = i;
      List<@Nullable Object> column = new ArrayList<>();
      taken.forEach(row -> column.add(row.get(place)));
      values.add(column(columns.get(i).type().getType(), column));
    }
    return rowSet(values);
  }

  /** No rows at all. */
  static TRowSet none() {
    return rowSet(List.of());
  }

  private static TRowSet rowSet(List<TColumn> values) {
    TRowSet set = new TRowSet(0, List.of());
    set.setColumns(values);
    return set;
  }

  private static TColumn column(TTypeId type, List<@Nullable Object> values) {
    ByteBuffer nulls = nulls(values);
    return switch (type) {
      case BOOLEAN_TYPE -> TColumn.boolVal(new TBoolColumn(list(values, false, v -> v), nulls));
      case INT_TYPE -> TColumn.i32Val(new TI32Column(list(values, 0, v -> v), nulls));
      case BIGINT_TYPE -> TColumn.i64Val(new TI64Column(list(values, 0L, v -> v), nulls));
      case DOUBLE_TYPE -> TColumn.doubleVal(new TDoubleColumn(list(values, 0.0, v -> v), nulls));
      case BINARY_TYPE ->
          TColumn.binaryVal(
              new TBinaryColumn(
                  list(values, ByteBuffer.allocate(0), v -> ByteBuffer.wrap((byte[]) v)), nulls));
      default -> TColumn.stringVal(new TStringColumn(list(values, "", String::valueOf), nulls));
    };
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(
      List<@Nullable Object> values, T absent, Function<Object, Object> converted) {
    List<T> list = new ArrayList<>(values.size());
    for (Object value : values) {
      list.add(value == null ? absent : (T) converted.apply(value));
    }
    return list;
  }

  /** A bit for each value, set where it is null; the lowest bit of the first byte comes first. */
  private static ByteBuffer nulls(List<@Nullable Object> values) {
    BitSet bits = new BitSet(values.size());
    for (int i = 0; i < values.size(); i++) {
      bits.set(i, values.get(i) == null);
    }
    return ByteBuffer.wrap(Arrays.copyOf(bits.toByteArray(), values.size() / Byte.SIZE + 1));
  }
}
