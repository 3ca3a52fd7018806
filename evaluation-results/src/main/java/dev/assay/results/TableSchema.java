package dev.assay.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BasePrimitiveType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.List;

/** Reads a schema in the form that Delta's protocol gives it in JSON. */
final class TableSchema {

  private TableSchema() {}

  static StructType of(JsonNode struct) {
    List<StructField> fields = new ArrayList<>();
    for (JsonNode field : struct.get("fields")) {
      fields.add(
          new StructField(
              field.get("name").asText(),
              type(field.get("type")),
              field.get("nullable").asBoolean(),
              metadata(field.get("metadata"))));
    }
    return new StructType(fields);
  }

  private static FieldMetadata metadata(JsonNode metadata) {
    FieldMetadata.Builder builder = FieldMetadata.builder();
    metadata.properties().forEach(e -> builder.putString(e.getKey(), e.getValue().asText()));
    return builder.build();
  }

  private static DataType type(JsonNode type) {
    if (type.isTextual()) {
      return BasePrimitiveType.createPrimitive(type.asText());
    }
    return switch (type.get("type").asText()) {
      case "struct" -> of(type);
      case "array" ->
          new ArrayType(type(type.get("elementType")), type.get("containsNull").asBoolean());
      case "map" ->
          new MapType(
              type(type.get("keyType")),
              type(type.get("valueType")),
              type.get("valueContainsNull").asBoolean());
      default -> throw new IllegalArgumentException("Unsupported type of a column: " + type);
    };
  }
}
