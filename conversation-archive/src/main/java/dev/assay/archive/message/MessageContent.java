package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.RecordObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a message says, wherever it says it; or why not all of that is understood. */
final class MessageContent {

  /** Where the content stands; a message has one of them, or the same in several. */
  private static final List<String> CONTENTS =
      List.of("message", "parts", "content", "text", "value", "utterance", "body");

  private static final List<String> THOUGHTS =
      List.of("reasoning_content", "reasoning", "reasoning_details");

  /** Fields with which a message may be without content. */
  private static final Set<String> WITHOUT_CONTENT =
      Set.of(
          "id",
          "interaction_id",
          "sender",
          "role",
          "from",
          "author",
          "speaker",
          "type",
          "message_type",
          "name",
          "created_at",
          "createdAt",
          "timestamp",
          "time");

  /** Fields with which a message needs a closer look; most messages have none of them. */
  private static final Set<String> ELABORATE =
      Set.of(
          "parts",
          "text",
          "value",
          "utterance",
          "body",
          "reasoning_content",
          "reasoning",
          "reasoning_details",
          "toolCalls",
          "invalid_tool_calls",
          "toolInvocations",
          "function_call",
          "additional_kwargs",
          "refusal",
          "audio",
          "kwargs",
          "data",
          "from");

  private static final List<String> CALLS =
      List.of(
          "tool_calls",
          "toolCalls",
          "invalid_tool_calls",
          "toolInvocations",
          "function_call",
          "additional_kwargs",
          "tool_call_id",
          "refusal",
          "audio",
          "error",
          "is_error",
          "status",
          "requestor",
          "kwargs",
          "data",
          "lc");

  private MessageContent() {}

  /** Whether a message may say something in a field. */
  static boolean isKnown(String field) {
    return WITHOUT_CONTENT.contains(field)
        || CONTENTS.contains(field)
        || THOUGHTS.contains(field)
        || CALLS.contains(field);
  }

  /** Whether all that a message may say stands in one field, and its calls in another. */
  static boolean isPlain(RecordObject message) {
    boolean isFound = false;
    for (Map.Entry<String, JsonNode> field : message.node().properties()) {
      String name = field.getKey();
      if (ELABORATE.contains(name)) {
        return false;
      }
      if (name.equals("message") || name.equals("content")) {
        if (isFound) {
          return false;
        }
        isFound = true;
      }
    }
    return isFound;
  }

  /** Reads a message that {@link #isPlain} is. */
  static void readPlain(RecordObject message, Sender sender, Pieces pieces)
      throws UnreadableRecord {
    String field = message.has("message") ? "message" : "content";
    String text = message.word(field);
    if (text != null) {
      pieces.text(text);
    } else {
      body(message, field, pieces);
    }
    if (message.value("tool_calls") != null) {
      ToolCalls.ofList(message, "tool_calls", pieces.hasCalls(), pieces.callIds(), pieces);
    }
    if (sender == Sender.TOOL) {
      ToolCalls.answer(message, pieces);
    }
  }

  /** Reads any message. */
  static void read(RecordObject message, Sender sender, Pieces pieces) throws UnreadableRecord {
    thoughts(message, pieces);
    String main = main(message);
    if (main != null) {
      if (ToolCalls.isText(message)) {
        ToolCalls.ofText(message.textOrEmpty(main), pieces);
      } else if (main.equals("value") || main.equals("body") || main.equals("utterance")) {
        pieces.text(message.textOrEmpty(main));
      } else {
        body(message, main, pieces);
      }
    }
    ToolCalls.beside(message, pieces);
    others(message, main, pieces);
    if (message.has("refusal")) {
      refusal(message, pieces);
    }
    JsonNode audio = message.value("audio");
    if (audio != null && audio.isObject()) {
      OpenAiParts.sound(new RecordObject(audio, message.where() + "audio."), pieces);
    }
    if (sender == Sender.TOOL) {
      ToolCalls.answer(message, pieces);
    }
    if (main == null && !pieces.saysSomething() && !hasCalls(message) && mayHoldMore(message)) {
      throw Parts.unread(message, "it has neither text nor calls where they are known");
    }
  }

  /** Whether it is said which calls there are, if only that there are none. */
  private static boolean hasCalls(RecordObject message) {
    return message.has("tool_calls") || message.has("function_call") || message.has("refusal");
  }

  private static void thoughts(RecordObject message, Pieces pieces) throws UnreadableRecord {
    for (String field : THOUGHTS) {
      JsonNode value = message.value(field);
      if (value != null && value.isTextual()) {
        pieces.thought(value.textValue());
        return;
      }
      if (value != null && value.isArray()) {
        StringJoiner thought = new StringJoiner("\n");
        for (JsonNode detail : value) {
          JsonNode text = detail.path(detail.has("text") ? "text" : "summary");
          if (text.isTextual()) {
            thought.add(text.textValue());
          }
        }
        pieces.thought(thought.toString());
        return;
      }
    }
  }

  /** The field with the content: the first that has any, else the first that is there. */
  private static @Nullable String main(RecordObject message) {
    String empty = null;
    for (String field : CONTENTS) {
      JsonNode value = message.value(field);
      if (value != null && !(value.isContainerNode() && value.isEmpty()) && !isBlank(value)) {
        return field;
      }
      if (empty == null && message.has(field)) {
        empty = field;
      }
    }
    return empty;
  }

  private static boolean isBlank(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty();
  }

  /** Whether a field of this name holds no content. */
  static boolean isAside(String field) {
    return WITHOUT_CONTENT.contains(field);
  }

  /** Reads what stands in a field, which may be an object around the content. */
  static void body(RecordObject message, String field, Pieces pieces) throws UnreadableRecord {
    JsonNode value = message.value(field);
    if (value != null && value.isObject()) {
      RecordObject inner = new RecordObject(value, message.where() + field + '.');
      if (value.has("parts") || value.has("content")) {
        // As ChatGPT's exports have it: an object around the content.
        body(inner, value.has("parts") ? "parts" : "content", pieces);
        return;
      }
    }
    Parts.read(message, field, pieces);
  }

  /** A second field with a text of its own is content, too, of which nobody knows what it is. */
  private static void others(RecordObject message, @Nullable String main, Pieces pieces)
      throws UnreadableRecord {
    String read = null;
    for (String field : CONTENTS) {
      JsonNode value = field.equals(main) ? null : message.value(field);
      if (value != null && value.isTextual() && !value.textValue().isBlank()) {
        if (read == null) {
          read = squeezed(texts(pieces));
        }
        if (!read.contains(squeezed(CleanText.of(value.textValue())))) {
          throw Parts.unread(
              message, "its text stands in %s, and another one in %s".formatted(main, field));
        }
      } else if (value != null && value.isArray() && !value.isEmpty() && isContent(field)) {
        throw Parts.unread(message, "its text stands in %s, and more in %s".formatted(main, field));
      }
    }
  }

  /** Without what stands between words: some join parts in other ways. */
  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static boolean isContent(String field) {
    return field.equals("parts") || field.equals("content");
  }

  private static String texts(Pieces pieces) {
    StringJoiner texts = new StringJoiner("\n");
    for (Piece piece : pieces.all()) {
      if (piece instanceof Piece.Text text) {
        texts.add(text.text());
      } else if (piece instanceof Piece.Thought thought) {
        texts.add(thought.text());
      }
    }
    return texts.toString();
  }

  private static void refusal(RecordObject message, Pieces pieces) throws UnreadableRecord {
    String refusal = message.textOrEmpty("refusal");
    if (!texts(pieces).contains(refusal)) {
      pieces.text(refusal);
    } else {
      pieces.nothing();
    }
  }

  /** Whether something stands there that is no known field. */
  private static boolean mayHoldMore(RecordObject message) {
    for (Map.Entry<String, JsonNode> field : message.node().properties()) {
      JsonNode value = field.getValue();
      boolean isEmpty = value.isContainerNode() ? value.isEmpty() : value.asText().isBlank();
      boolean isKnown = isAside(field.getKey()) || THOUGHTS.contains(field.getKey());
      if (!value.isNull() && !isEmpty && !isKnown) {
        return true;
      }
    }
    return false;
  }
}
