package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of messages in a record, under any of its usual names; it may be written as JSON text.
 *
 * @param field its name
 * @param messages the list
 */
public record MessageList(String field, JsonNode messages) {

  private static final List<String> FIELDS =
      List.of(
          "messages",
          "conversation",
          "conversations",
          "turns",
          "thread",
          "chat",
          "dialog",
          "dialogue",
          "contents",
          "chat_messages",
          "chat_history",
          "history",
          "transcript");

  private static final Set<String> SPEAKERS =
      Set.of("role", "sender", "from", "author", "speaker", "message_type", "message", "kwargs");

  /** The names under which a list of messages may stand. */
  public static List<String> fields() {
    return FIELDS;
  }

  /** The first list of messages of a record. */
  public static Optional<MessageList> of(JsonNode record) {
    for (String field : FIELDS) {
      Optional<MessageList> list = of(record, field);
      if (list.isPresent()) {
        return list;
      }
    }
    return Optional.empty();
  }

  /** All lists of messages of a record. */
  public static List<MessageList> all(JsonNode record) {
    List<MessageList> all = new ArrayList<>(1);
    for (String field : FIELDS) {
      of(record, field).ifPresent(all::add);
    }
    return all;
  }

  /** The list under a name, if it is one of messages. */
  public static Optional<MessageList> of(JsonNode record, String field) {
    JsonNode value = record.path(field);
    if (value.isTextual()) {
      value = JsonText.parse(value.textValue()).orElse(value);
    }
    if (value.size() == 1 && value.path(0).isArray()) {
      // As LangChain has it: a list for each prompt.
      value = value.path(0);
    }
    return value.isArray() && isOfMessages(value)
        ? Optional.of(new MessageList(field, value))
        : Optional.empty();
  }

  /** Whether something in a list is a message. */
  public static boolean isOfMessages(JsonNode list) {
    for (JsonNode element : list) {
      if (isMessage(element)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an object says who speaks. */
  public static boolean isMessage(JsonNode object) {
    for (String field : SPEAKERS) {
      if (object.has(field)) {
        return true;
      }
    }
    return Roles.sender(object.path("type").asText()).isPresent();
  }

  /** Whether an object with these keys says who speaks. */
  public static boolean isMessage(Set<String> keys) {
    return SPEAKERS.stream().anyMatch(keys::contains);
  }

  /** Whether an object with these keys may have a list of messages. */
  public static boolean mayStandUnder(Set<String> keys) {
    return FIELDS.stream().anyMatch(keys::contains);
  }

  /** Whether an object of it has a field. */
  public boolean anyHas(String field) {
    for (JsonNode message : messages) {
      if (message.has(field)) {
        return true;
      }
    }
    return false;
  }

  /** Its messages, each as an object with its place in the record. */
  public List<RecordObject> objects(RecordObject record) throws UnreadableRecord {
    JsonNode own = record.node().path(field);
    boolean isOwn = own.isArray() && !own.path(0).isArray();
    return isOwn ? record.objects(field) : record.with(field, messages).objects(field);
  }
}
