package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a message with a role: its content, and the refusal that may stand in its place. */
final class ChatContent {

  private ChatContent() {}

  /** Parts of text, and refusals, are joined by newlines; parts of other kinds have no text. */
  static String text(RecordObject message) throws UnreadableRecord {
    JsonNode content = message.value("content");
    String refusal = message.text("refusal");
    if (content == null) {
      return refusal == null ? "" : refusal;
    }
    if (content.isTextual()) {
      return CleanText.of(content.textValue());
    }
    if (!content.isArray()) {
      throw message.wrongType("content", "text or a list of parts", content);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      String text = partText(message, part);
      if (text != null) {
        texts.add(text);
      }
    }
    return String.join("\n", texts);
  }

  private static @Nullable String partText(RecordObject message, JsonNode part)
      throws UnreadableRecord {
    if (part.isTextual()) {
      return CleanText.of(part.textValue());
    }
    if (!part.isObject()) {
      throw message.wrongType("content", "parts that are text or objects", part);
    }
    RecordObject object = new RecordObject(part, message.where() + "content.");
    JsonNode text = object.value("text");
    if (text != null && text.isObject()) {
      return new RecordObject(text, object.where() + "text.").text("value");
    }
    return text == null ? object.text("refusal") : object.text("text");
  }
}
