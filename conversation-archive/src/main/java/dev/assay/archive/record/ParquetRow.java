package dev.assay.archive.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import org.apache.parquet.example.data.GroupValueSource;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * A row of a Parquet file as the JSON object that a line would hold: absent values are absent
 * fields, times are ISO 8601 text. Lists may have three levels or the two of old writers.
 */
final class ParquetRow {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ReadLimits limits;
  private final ObjectNode record = NODES.objectNode();
  private long textBytes;

  ParquetRow(ReadLimits limits) {
    this.limits = limits;
  }

  /** The object; as much of it as was read, once {@link #read} has thrown. */
  ObjectNode record() {
    return record;
  }

  void read(GroupValueSource group) throws UnreadableRecord {
    read(group, record);
  }

  /** Adds what stands in no column of the file. */
  void constant(String column, String value) {
    if (!record.has(column)) {
      record.put(column, value);
    }
  }

  private ObjectNode toJson(GroupValueSource group) throws UnreadableRecord {
    ObjectNode object = NODES.objectNode();
    read(group, object);
    return object;
  }

  private void read(GroupValueSource group, ObjectNode object) throws UnreadableRecord {
    GroupType type = group.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      Type fieldType = type.getType(field);
      if (fieldType.isRepetition(Type.Repetition.REPEATED)) {
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
          list.add(value(group, field, i));
        }
        object.set(fieldType.getName(), list);
      } else if (group.getFieldRepetitionCount(field) > 0) {
        object.set(fieldType.getName(), value(group, field, 0));
      }
    }
  }

  private JsonNode value(GroupValueSource group, int field, int index) throws UnreadableRecord {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, index, type);
    }
    GroupValueSource value = group.getGroup(field, index);
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (annotation instanceof ListLogicalTypeAnnotation && hasOneRepeatedField(value)) {
      return list(value, type.getName());
    }
    if ((annotation instanceof MapLogicalTypeAnnotation
            || annotation instanceof MapKeyValueTypeAnnotation)
        && hasOneRepeatedField(value)) {
      return map(value);
    }
    return toJson(value);
  }

  private static boolean hasOneRepeatedField(GroupValueSource group) {
    return group.getType().getFieldCount() == 1
        && group.getType().getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  private JsonNode list(GroupValueSource group, String name) throws UnreadableRecord {
    Type repeated = group.getType().getType(0);
    boolean elementIsRepeated =
        repeated.isPrimitive()
            || repeated.asGroupType().getFieldCount() != 1
            || repeated.getName().equals("array")
            || repeated.getName().equals(name + "_tuple");
    ArrayNode list = NODES.arrayNode();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      list.add(elementIsRepeated ? value(group, 0, i) : optional(group.getGroup(0, i), 0));
    }
    return list;
  }

  private JsonNode map(GroupValueSource group) throws UnreadableRecord {
    ObjectNode map = NODES.objectNode();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      GroupValueSource entry = group.getGroup(0, i);
      boolean valued = entry.getType().getFieldCount() > 1;
      map.set(optional(entry, 0).asText(), valued ? optional(entry, 1) : NullNode.instance);
    }
    return map;
  }

  private JsonNode optional(GroupValueSource group, int field) throws UnreadableRecord {
    return group.getFieldRepetitionCount(field) == 0 ? NullNode.instance : value(group, field, 0);
  }

  private JsonNode primitive(GroupValueSource group, int field, int index, Type type)
      throws UnreadableRecord {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> BooleanNode.valueOf(group.getBoolean(field, index));
      case INT32 -> {
        int number = group.getInteger(field, index);
        yield annotation instanceof DateLogicalTypeAnnotation
            ? text(LocalDate.ofEpochDay(number))
            : IntNode.valueOf(number);
      }
      case INT64 -> {
        long number = group.getLong(field, index);
        yield annotation instanceof TimestampLogicalTypeAnnotation timestamp
            ? text(instant(number, timestamp))
            : LongNode.valueOf(number);
      }
      case INT96 -> text(instant(NanoTime.fromBinary(group.getInt96(field, index))));
      case FLOAT -> FloatNode.valueOf(group.getFloat(field, index));
      case DOUBLE -> DoubleNode.valueOf(group.getDouble(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          utf8(group.getBinary(field, index).getBytes(), type.getName());
    };
  }

  private JsonNode utf8(byte[] bytes, String field) throws UnreadableRecord {
    textBytes += bytes.length;
    if (textBytes > limits.recordBytes()) {
      throw new UnreadableRecord(RejectionReason.TOO_LARGE, limits.tooLarge());
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Only what is not UTF-8 becomes this character, unless it stands there.
    if (text.indexOf('\uFFFD') >= 0 && Utf8.check(bytes, 0, bytes.length) != Utf8.Flaw.NONE) {
      throw new UnreadableRecord(
          RejectionReason.INVALID_ENCODING,
          "Invalid encoding: column %s is not UTF-8".formatted(field));
    }
    return TextNode.valueOf(text);
  }

  private static JsonNode text(Object value) {
    return TextNode.valueOf(value.toString());
  }

  private static Instant instant(long number, TimestampLogicalTypeAnnotation type) {
    return switch (type.getUnit()) {
      case MILLIS -> Instant.ofEpochMilli(number);
      case MICROS ->
          Instant.ofEpochSecond(
              Math.floorDiv(number, 1_000_000L), Math.floorMod(number, 1_000_000L) * 1_000);
      case NANOS ->
          Instant.ofEpochSecond(
              Math.floorDiv(number, 1_000_000_000L), Math.floorMod(number, 1_000_000_000L));
    };
  }

  private static Instant instant(NanoTime time) {
    LocalDate day = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, time.getJulianDay());
    return day.atStartOfDay(java.time.ZoneOffset.UTC)
        .toInstant()
        .plus(time.getTimeOfDayNanos(), ChronoUnit.NANOS);
  }
}
