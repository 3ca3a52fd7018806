package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.archive.UnreadableRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages with roles, as OpenAI writes them, with each tool's reply joined to its call.
 *
 * <p>A reply answers a call of the same id in the latest message before it that made one: the first
 * of them without an answer. Any other reply stays a message of the tool.
 */
final class ChatMessages {

  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Deque<OpenCall>> unanswered = new HashMap<>();

  private ChatMessages() {}

  /** Whether an object of this list has this field. */
  static boolean anyHas(JsonNode messages, String field) {
    for (JsonNode message : messages) {
      if (message.has(field)) {
        return true;
      }
    }
    return false;
  }

  static List<MessageDraft> read(RecordObject record, String field) throws UnreadableRecord {
    ChatMessages chat = new ChatMessages();
    int position = 0;
    for (RecordObject message : record.objects(field)) {
      chat.add(message, position);
      position++;
    }
    return chat.turns.stream().map(Turn::draft).toList();
  }

  private void add(RecordObject message, int position) throws UnreadableRecord {
    String role = message.name("role");
    if (role == null) {
      throw message.missing("role");
    }
    Sender sender = sender(message, role);
    String text = ChatContent.text(message);
    if (sender == Sender.TOOL && answer(message, text)) {
      return;
    }
    List<OpenCall> calls = calls(message);
    String id = isText(message, "id") ? message.name("id") : null;
    Instant time = isText(message, "created_at") ? message.time("created_at") : null;
    turns.add(new Turn(position, id, sender, text, time, calls));
  }

  private static Sender sender(RecordObject message, String role) throws UnreadableRecord {
    return switch (role) {
      case "user" -> Sender.USER;
      case "assistant" -> Sender.AGENT;
      case "system", "developer" -> Sender.SYSTEM;
      case "tool", "function" -> Sender.TOOL;
      default ->
          throw message.unreadable("role", "system, developer, user, assistant or tool", role);
    };
  }

  /** Ids and times are no fields of this shape: they are taken where they are text. */
  private static boolean isText(RecordObject message, String field) {
    JsonNode value = message.value(field);
    return value != null && value.isTextual();
  }

  private boolean answer(RecordObject message, String text) throws UnreadableRecord {
    String id = message.nameOrInteger("tool_call_id");
    String key = id == null ? functionKey(message.name("name")) : id;
    Deque<OpenCall> open = unanswered.get(key);
    if (open == null || open.isEmpty()) {
      return false;
    }
    open.remove().result = text;
    return true;
  }

  /** A call of the older {@code function_call} has no id: its reply names the function. */
  private static String functionKey(@Nullable String name) {
    return "\0function " + name;
  }

  private List<OpenCall> calls(RecordObject message) throws UnreadableRecord {
    List<OpenCall> calls = new ArrayList<>();
    Map<String, Deque<OpenCall>> open = new HashMap<>();
    for (RecordObject call : message.objects("tool_calls")) {
      OpenCall opened = OpenCall.of(body(call));
      calls.add(opened);
      String id = call.nameOrInteger("id");
      if (id != null) {
        open.computeIfAbsent(id, key -> new ArrayDeque<>()).add(opened);
      }
    }
    RecordObject function = message.object("function_call");
    if (function != null) {
      OpenCall opened = OpenCall.of(function);
      calls.add(opened);
      open.computeIfAbsent(functionKey(opened.name), key -> new ArrayDeque<>()).add(opened);
    }
    unanswered.putAll(open);
    return calls;
  }

  private static RecordObject body(RecordObject call) throws UnreadableRecord {
    RecordObject function = call.object("function");
    RecordObject custom = function == null ? call.object("custom") : null;
    return function != null ? function : custom != null ? custom : call;
  }

  /** A call that may still be answered. */
  private static final class OpenCall {

    private final String name;
    private final String arguments;
    private @Nullable String result;

    private OpenCall(String name, String arguments) {
      this.name = name;
      this.arguments = arguments;
    }

    static OpenCall of(RecordObject body) throws UnreadableRecord {
      String name = body.text("name");
      JsonNode arguments = body.value("arguments");
      JsonNode given = arguments == null ? body.value("input") : arguments;
      return new OpenCall(name == null ? "" : name, given == null ? "" : CleanText.ofJson(given));
    }

    ToolCall answered() {
      return new ToolCall(name, arguments, result, null);
    }
  }

  private record Turn(
      int position,
      @Nullable String id,
      Sender sender,
      String text,
      @Nullable Instant createdAt,
      List<OpenCall> calls) {

    MessageDraft draft() {
      return new MessageDraft(
          position,
          id,
          null,
          sender,
          MessageDraft.usualType(sender),
          text,
          createdAt,
          calls.stream().map(OpenCall::answered).toList());
    }
  }
}
