package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a record, read field by field. A field that is null is absent; every error
 * names its field.
 *
 * @param where what stands before a field's name in messages: empty, or such as {@code
 *     messages[3].}
 */
record RecordObject(JsonNode node, String where) {

  /** The field's value, or null when it is absent or null. */
  @Nullable JsonNode value(String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  @Nullable String text(String field) throws UnreadableRecord {
    JsonNode value = value(field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrongType(field, "text", value);
    }
    return CleanText.of(value.textValue());
  }

  /** Text that names something; blank text names nothing and is absent. */
  @Nullable String name(String field) throws UnreadableRecord {
    String text = text(field);
    return text == null || text.isBlank() ? null : text;
  }

  /** A name, which may be written as an integer. */
  @Nullable String nameOrInteger(String field) throws UnreadableRecord {
    JsonNode value = value(field);
    return value != null && value.isIntegralNumber() ? value.asText() : name(field);
  }

  @Nullable Instant time(String field) throws UnreadableRecord {
    String text = text(field);
    if (text == null) {
      return null;
    }
    Optional<Instant> time = IsoTime.parse(text);
    return time.orElseThrow(() -> unreadable(field, "an ISO 8601 time", text));
  }

  boolean flag(String field, boolean absent) throws UnreadableRecord {
    JsonNode value = value(field);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrongType(field, "true or false", value);
    }
    return value.booleanValue();
  }

  int integer(String field, int absent) throws UnreadableRecord {
    JsonNode value = value(field);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber()) {
      throw wrongType(field, "an integer", value);
    }
    if (!value.canConvertToInt()) {
      throw unreadable(field, "an integer of 32 bits", value.asText());
    }
    return value.intValue();
  }

  @Nullable RecordObject object(String field) throws UnreadableRecord {
    JsonNode value = value(field);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw wrongType(field, "an object", value);
    }
    return new RecordObject(value, where + field + '.');
  }

  /** The objects of a list; none when it is absent. */
  List<RecordObject> objects(String field) throws UnreadableRecord {
    JsonNode list = value(field);
    if (list == null) {
      return List.of();
    }
    if (!list.isArray()) {
      throw wrongType(field, "a list", list);
    }
    List<RecordObject> objects = new ArrayList<>(list.size());
    for (JsonNode element : list) {
      // Once for each message of an archive: a format would cost more than reading it.
      String place = where + field + '[' + objects.size() + ']';
      if (!element.isObject()) {
        throw new UnreadableRecord(
            RejectionReason.WRONG_TYPE,
            "Invalid field %s: expected an object, found %s"
                .formatted(place, JsonTypes.name(element)));
      }
      objects.add(new RecordObject(element, place + '.'));
    }
    return objects;
  }

  UnreadableRecord wrongType(String field, String expected, JsonNode found) {
    return new UnreadableRecord(
        RejectionReason.WRONG_TYPE,
        "Invalid field %s%s: expected %s, found %s"
            .formatted(where, field, expected, JsonTypes.name(found)));
  }

  UnreadableRecord unreadable(String field, String expected, String found) {
    return new UnreadableRecord(
        RejectionReason.UNREADABLE_VALUE,
        "Invalid field %s%s: expected %s, found %s"
            .formatted(where, field, expected, JsonTypes.quoted(found)));
  }

  UnreadableRecord missing(String field) {
    return new UnreadableRecord(
        RejectionReason.MISSING_FIELD, "Invalid record: %s%s is missing".formatted(where, field));
  }
}
