package dev.assay.archive.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a record, read field by field. A field that is null is absent; every error
 * names its field.
 *
 * @param where what stands before a field's name in messages: empty, or such as {@code
 *     messages[3].}
 */
public record RecordObject(JsonNode node, String where) {

  /** The field's value, or null when it is absent or null. */
  public @Nullable JsonNode value(String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  public @Nullable String text(String field) throws UnreadableRecord {
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
  public @Nullable String name(String field) throws UnreadableRecord {
    String text = text(field);
    return text == null || text.isBlank() ? null : text;
  }

  /** A name, which may be written as an integer. */
  public @Nullable String nameOrInteger(String field) throws UnreadableRecord {
    JsonNode value = value(field);
    return value != null && value.isIntegralNumber() ? value.asText() : name(field);
  }

  /** Text, which may be absent and then is empty. */
  public String textOrEmpty(String field) throws UnreadableRecord {
    String text = text(field);
    return text == null ? "" : text;
  }

  /** What a field holds if that is text that names something; any other type is none. */
  public @Nullable String anyText(String field) {
    String text = word(field);
    return text == null || text.isBlank() ? null : CleanText.of(text);
  }

  /** A word of the source's vocabulary; null when the field has no text. */
  public @Nullable String word(String field) {
    JsonNode value = node.get(field);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  /** Whether the field is there, if only as null. */
  public boolean has(String field) {
    return node.has(field);
  }

  public boolean isText(String field) {
    return node.path(field).isTextual();
  }

  public boolean isList(String field) {
    return node.path(field).isArray();
  }

  public boolean isTrue(String field) {
    return node.path(field).isBoolean() && node.path(field).booleanValue();
  }

  /** The same object with another value in a field. */
  public RecordObject with(String field, JsonNode value) {
    ObjectNode changed = ((ObjectNode) node).objectNode();
    changed.setAll((ObjectNode) node);
    changed.set(field, value);
    return new RecordObject(changed, where);
  }

  public boolean flag(String field, boolean absent) throws UnreadableRecord {
    JsonNode value = value(field);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrongType(field, "true or false", value);
    }
    return value.booleanValue();
  }

  public int integer(String field, int absent) throws UnreadableRecord {
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

  public @Nullable RecordObject object(String field) throws UnreadableRecord {
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
  public List<RecordObject> objects(String field) throws UnreadableRecord {
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

  public UnreadableRecord wrongType(String field, String expected, JsonNode found) {
    return new UnreadableRecord(
        RejectionReason.WRONG_TYPE,
        "Invalid field %s%s: expected %s, found %s"
            .formatted(where, field, expected, JsonTypes.name(found)));
  }

  public UnreadableRecord unreadable(String field, String expected, String found) {
    return new UnreadableRecord(
        RejectionReason.UNREADABLE_VALUE,
        "Invalid field %s%s: expected %s, found %s"
            .formatted(where, field, expected, JsonTypes.quoted(found)));
  }

  public UnreadableRecord missing(String field) {
    return new UnreadableRecord(
        RejectionReason.MISSING_FIELD, "Invalid record: %s%s is missing".formatted(where, field));
  }
}
