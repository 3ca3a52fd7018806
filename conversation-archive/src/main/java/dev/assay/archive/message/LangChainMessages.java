package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.value.RecordObject;
import java.util.Locale;

/** Messages of LangChain: by their type, or serialized with the name of their class. */
final class LangChainMessages {
  private static final String CLASS_ENDING = "Message";

  private LangChainMessages() {}

  /**
   * The message itself, with its type: what is serialized is under {@code kwargs}, and what older
   * versions wrote under {@code data}. Any other message is returned as it is.
   */
  static RecordObject unwrap(RecordObject message) {
    JsonNode node = message.node();
    JsonNode arguments = node.path("kwargs");
    if (arguments.isObject() && node.path("id").isArray()) {
      JsonNode name = node.path("id").path(node.path("id").size() - 1);
      return typed(message, arguments, "kwargs.", type(name.asText()));
    }
    JsonNode data = node.path("data");
    if (data.isObject() && node.path("type").isTextual() && !node.has("content")) {
      return typed(message, data, "data.", node.path("type").textValue());
    }
    return message;
  }

  private static RecordObject typed(
      RecordObject message, JsonNode inner, String field, String type) {
    ObjectNode own = inner.deepCopy();
    if (!own.path("role").isTextual()) {
      own.put("type", type);
    }
    return new RecordObject(own, message.where() + field);
  }

  /** {@code human} of {@code HumanMessage} and of {@code HumanMessageChunk}. */
  private static String type(String className) {
    int end = className.indexOf(CLASS_ENDING);
    return (end < 0 ? className : className.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
