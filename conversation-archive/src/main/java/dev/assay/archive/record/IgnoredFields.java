package dev.assay.archive.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.format.KnownFields;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.message.MessageReader;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which fields of a record, and of its messages, nobody reads. */
final class IgnoredFields {
  private IgnoredFields() {}

  static List<String> of(JsonNode record) {
    TreeSet<String> ignored = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      if (!KnownFields.isKnown(field.getKey())) {
        ignored.add(field.getKey());
      }
    }
    MessageList.of(record)
        .ifPresent(
            list ->
                list.messages()
                    .forEach(
                        message ->
                            message
                                .properties()
                                .forEach(
                                    field -> {
                                      if (!MessageReader.isKnown(field.getKey())) {
                                        ignored.add(list.field() + "[]." + field.getKey());
                                      }
                                    })));
    return List.copyOf(ignored);
  }
}
