package dev.assay.archive.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;

/** Writes native records as Parquet, the way Spark lays them out. */
final class NativeParquet {

  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message conversation {
            optional binary id (STRING);
            optional binary org_id (STRING);
            optional binary service_id (STRING);
            optional binary user_id (STRING);
            optional int64 created_at (TIMESTAMP(MICROS,true));
            optional boolean is_finished;
            optional group tags (MAP) {
              repeated group key_value {
                required binary key (STRING);
                optional binary value (STRING);
              }
            }
            optional group simulation {
              optional binary simulation_unit_test_set_run_id (STRING);
              optional binary unit_test_id (STRING);
              optional int32 run_index;
            }
            optional group messages (LIST) {
              repeated group list {
                optional group element {
                  optional binary id (STRING);
                  optional binary interaction_id (STRING);
                  optional int64 created_at (TIMESTAMP(MICROS,true));
                  optional binary sender (STRING);
                  optional binary message_type (STRING);
                  optional binary message (STRING);
                  optional group tool_calls (LIST) {
                    repeated group list {
                      optional group element {
                        optional binary name (STRING);
                        optional binary arguments (STRING);
                        optional binary result (STRING);
                        optional binary error (STRING);
                      }
                    }
                  }
                }
              }
            }
            optional binary export_batch (STRING);
          }
          """);

  private static final JsonMapper JSON = new JsonMapper();

  private NativeParquet() {}

  /** Each record a row; a row group is closed after about {@code rowGroupBytes}. */
  static Path write(Path file, long rowGroupBytes, List<String> records) throws IOException {
    return write(file, SCHEMA, rowGroupBytes, rows(records), CompressionCodecName.ZSTD);
  }

  static List<Group> rows(List<String> records) {
    return records.stream().map(NativeParquet::row).toList();
  }

  static Path write(
      Path file,
      MessageType schema,
      long rowGroupBytes,
      List<Group> rows,
      CompressionCodecName codec)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withCompressionCodec(codec)
            .withRowGroupSize(rowGroupBytes)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(10)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  private static Group row(String record) {
    try {
      Group row = new SimpleGroup(SCHEMA);
      fill(row, JSON.readTree(record));
      return row;
    } catch (IOException e) {
      throw new IllegalArgumentException("Invalid record: " + record, e);
    }
  }

  private static void fill(Group group, JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (group.getType().containsField(field.getKey()) && !field.getValue().isNull()) {
        add(group, group.getType().getType(field.getKey()), field.getValue());
      }
    }
  }

  private static void add(Group group, Type type, JsonNode value) {
    String field = type.getName();
    if (!type.isPrimitive()) {
      addGroup(group.addGroup(field), type.asGroupType(), value);
      return;
    }
    switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> group.add(field, value.asBoolean());
      case INT32 -> group.add(field, value.asInt());
      case INT64 ->
          group.add(field, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value.asText())));
      default -> group.add(field, value.isTextual() ? value.asText() : value.toString());
    }
  }

  private static void addGroup(Group group, GroupType type, JsonNode value) {
    if (value.isArray()) {
      value.forEach(element -> fill(group.addGroup("list").addGroup("element"), element));
    } else if (type.containsField("key_value")) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        Group pair = group.addGroup("key_value").append("key", entry.getKey());
        if (!entry.getValue().isNull()) {
          pair.append("value", entry.getValue().asText());
        }
      }
    } else {
      fill(group, value);
    }
  }
}
