package dev.assay.results.file;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Makes rows (see {@link DataFileWriter}) of what Parquet reads. Not thread-safe. */
final class RowMaterializer extends RecordMaterializer<@Nullable Object[]> {

  private final Members root;

  /**
   * @param file what is read
   * @param wanted the columns of a row, in order
   */
  RowMaterializer(MessageType file, List<StructField> wanted) {
    root = new Members(file, wanted, value -> {});
  }

  @Override
  public @Nullable Object[] getCurrentRecord() {
    return root.values;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  /** Takes a value when it is complete. */
  @FunctionalInterface
  private interface Taker {
    void take(Object value);
  }

  private static Converter converter(Type file, DataType type, Taker taker) {
    if (type instanceof ArrayType array) {
      return new Elements(file.asGroupType(), array, taker);
    }
    if (type instanceof MapType map) {
      return new Entries(file.asGroupType(), map, taker);
    }
    if (type instanceof StructType struct) {
      return new Members(file.asGroupType(), struct.fields(), taker);
    }
    return new Leaf(taker, type instanceof StringType);
  }

  /** A struct, or a whole row. Columns of the file that are not wanted go nowhere. */
  private static final class Members extends GroupConverter {
    private final Converter[] converters;
    private final int width;
    private final Taker taker;
    private @Nullable Object[] values = {};

    Members(GroupType file, List<StructField> wanted, Taker taker) {
      this.width = wanted.size();
      this.taker = taker;
      this.converters = new Converter[file.getFieldCount()];
      for (int i = 0; i < converters.length; i++) {
        Type column = file.getType(i);
        int place = place(column.getName(), wanted);
        converters[i] =
            place < 0
                ? ignoring(column)
                : converter(
                    column, wanted.get(place).getDataType(), value -> values[place] = value);
      }
    }

    private static int place(String name, List<StructField> wanted) {
      for (int i = 0; i < wanted.size(); i++) {
        if (wanted.get(i).getName().equals(name)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public Converter getConverter(int field) {
      return converters[field];
    }

    @Override
    public void start() {
      values = new @Nullable Object[width];
    }

    @Override
    public void end() {
      taker.take(values);
    }
  }

  private static Converter ignoring(Type column) {
    return column.isPrimitive() ? new Leaf(value -> {}, false) : new Ignoring(column.asGroupType());
  }

  private static final class Ignoring extends GroupConverter {
    private final Converter[] members;

    Ignoring(GroupType file) {
      members = file.getFields().stream().map(RowMaterializer::ignoring).toArray(Converter[]::new);
    }

    @Override
    public Converter getConverter(int field) {
      return members[field];
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  /** A list: a group with one repeated group in it, which holds the element. */
  private static final class Elements extends GroupConverter {
    private final GroupConverter repeated;
    private final Taker taker;
    private List<@Nullable Object> values = new ArrayList<>();
    private @Nullable Object element;

    Elements(GroupType file, ArrayType type, Taker taker) {
      this.taker = taker;
      Type member = file.getType(0).asGroupType().getType(0);
      Converter inner = converter(member, type.getElementType(), value -> element = value);
      this.repeated =
          new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
              return inner;
            }

            @Override
            public void start() {
              element = null;
            }

            @Override
            public void end() {
              values.add(element);
            }
          };
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      values = new ArrayList<>();
    }

    @Override
    public void end() {
      taker.take(values);
    }
  }

  /** A map: a group with one repeated group in it, which holds the key and the value. */
  private static final class Entries extends GroupConverter {
    private final GroupConverter repeated;
    private final Taker taker;
    private Map<Object, @Nullable Object> values = new LinkedHashMap<>();
    private @Nullable Object key;
    private @Nullable Object value;

    Entries(GroupType file, MapType type, Taker taker) {
      this.taker = taker;
      GroupType entry = file.getType(0).asGroupType();
      Converter keys = converter(entry.getType(0), type.getKeyType(), each -> key = each);
      Converter ofValues = converter(entry.getType(1), type.getValueType(), each -> value = each);
      this.repeated =
          new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
              return field == 0 ? keys : ofValues;
            }

            @Override
            public void start() {
              key = null;
              value = null;
            }

            @Override
            public void end() {
              values.put(Objects.requireNonNull(key), value);
            }
          };
    }

    @Override
    public Converter getConverter(int field) {
      return repeated;
    }

    @Override
    public void start() {
      values = new LinkedHashMap<>();
    }

    @Override
    public void end() {
      taker.take(values);
    }
  }

  /** A plain value. Texts of a dictionary are decoded once for each page of it. */
  private static final class Leaf extends PrimitiveConverter {
    private final Taker taker;
    private final boolean isText;
    private String[] dictionary = {};

    Leaf(Taker taker, boolean isText) {
      this.taker = taker;
      this.isText = isText;
    }

    @Override
    public boolean hasDictionarySupport() {
      return isText;
    }

    @Override
    public void setDictionary(Dictionary texts) {
      dictionary = new String[texts.getMaxId() + 1];
      for (int i = 0; i < dictionary.length; i++) {
        dictionary[i] = texts.decodeToBinary(i).toStringUsingUTF8();
      }
    }

    @Override
    public void addValueFromDictionary(int id) {
      taker.take(dictionary[id]);
    }

    @Override
    public void addBinary(Binary value) {
      taker.take(value.toStringUsingUTF8());
    }

    @Override
    public void addBoolean(boolean value) {
      taker.take(value);
    }

    @Override
    public void addInt(int value) {
      taker.take(value);
    }

    @Override
    public void addLong(long value) {
      taker.take(value);
    }

    @Override
    public void addDouble(double value) {
      taker.take(value);
    }
  }
}
