package dev.assay.archive.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why no format recognises a record, with what it has instead. */
final class Unrecognised {
  private static final int KEYS = 12;

  private Unrecognised() {}

  static UnreadableRecord of(JsonNode record) {
    JsonNode messages = record.path("messages");
    if (messages.isArray()) {
      return new UnreadableRecord(
          RejectionReason.UNKNOWN_FORMAT,
          "Unsupported record: nothing says who speaks in its messages, which have "
              + keys(messages));
    }
    if (!messages.isMissingNode() && !messages.isNull()) {
      return new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field messages: expected a list, found " + JsonTypes.name(messages));
    }
    return new UnreadableRecord(
        RejectionReason.NO_MESSAGES_LIST,
        "Invalid record: it has no list of messages, but %s%s"
            .formatted(JsonTypes.keys(record, KEYS), likely(record)));
  }

  /** A list of objects may be one of messages. */
  private static String likely(JsonNode record) {
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      JsonNode list = field.getValue();
      if (list.isArray() && !list.isEmpty() && list.get(0).isObject()) {
        return "; found %s: a list of objects with %s"
            .formatted(JsonTypes.quoted(field.getKey()), keys(list));
      }
    }
    return "";
  }

  /** The keys of a list's first object. */
  private static String keys(JsonNode list) {
    List<JsonNode> objects = new ArrayList<>();
    list.forEach(objects::add);
    return objects.stream()
        .filter(JsonNode::isObject)
        .findFirst()
        .map(object -> JsonTypes.keys(object, KEYS))
        .orElse("no objects");
  }
}
