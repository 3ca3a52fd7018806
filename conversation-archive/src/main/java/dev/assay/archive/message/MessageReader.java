package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.MessageType;
import dev.assay.archive.RecordReading;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of any shape, or none of it: what stands where a message's text, parts or calls
 * stand is understood, or the record is rejected.
 */
public final class MessageReader {

  /** Where it stands who speaks, the most telling first. */
  private static final List<String> SPEAKERS =
      List.of("sender", "role", "from", "author", "speaker", "type");

  /** Where the content stands; a message has one of them, or the same in several. */
  private static final List<String> CONTENTS =
      List.of("message", "parts", "content", "text", "value", "utterance", "body");

  private static final List<String> THOUGHTS =
      List.of("reasoning_content", "reasoning", "reasoning_details");

  private static final List<String> TIMES =
      List.of(
          "created_at",
          "createdAt",
          "timestamp",
          "time",
          "create_time",
          "created",
          "sent_at",
          "ts",
          "date",
          "start_time");

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

  private final RecordReading reading;

  public MessageReader(RecordReading reading) {
    this.reading = reading;
  }

  /** Whether a message may say something in a field. */
  public static boolean isKnown(String field) {
    return WITHOUT_CONTENT.contains(field)
        || CONTENTS.contains(field)
        || THOUGHTS.contains(field)
        || TIMES.contains(field)
        || CALLS.contains(field);
  }

  /** Reads the messages of a list. */
  public List<SourceMessage> read(Iterable<RecordObject> messages) throws UnreadableRecord {
    List<SourceMessage> read = new ArrayList<>();
    for (RecordObject message : messages) {
      read(message, null, read);
    }
    return read;
  }

  /**
   * Reads one message, or an item of OpenAI's Responses: what an agent does between its messages.
   * An item belongs to the agent's message before it, until a tool has answered.
   *
   * @param speaker who speaks where the message does not say; null when it must
   * @param before the messages before it, to which it is added
   */
  void read(RecordObject wrapped, @Nullable Sender speaker, List<SourceMessage> before)
      throws UnreadableRecord {
    boolean isPlain = isPlain(wrapped);
    RecordObject message = isPlain ? wrapped : LangChainMessages.unwrap(wrapped);
    MessageType type = type(message);
    Sender sender = sender(message, type);
    Pieces pieces = new Pieces();
    if (sender != null && isPlain) {
      plainContent(message, sender, pieces);
    } else if (sender != null) {
      content(message, sender, pieces);
    } else if (Parts.isPart(message, pieces)) {
      if (belongsTo(before, pieces)) {
        SourceMessage last = before.remove(before.size() - 1);
        before.add(last.with(pieces.all()));
        return;
      }
      sender = Sender.AGENT;
    } else if (speaker != null) {
      sender = speaker;
      content(message, sender, pieces);
    } else {
      throw message.missing(message.has("message") ? "sender" : "role");
    }
    before.add(
        new SourceMessage(
            before.size(),
            message.anyText("id"),
            message.anyText("interaction_id"),
            sender,
            type,
            time(message),
            pieces.all()));
  }

  /** Whether all that a message may say stands in one field, and its calls in another. */
  private static boolean isPlain(RecordObject message) {
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

  private void plainContent(RecordObject message, Sender sender, Pieces pieces)
      throws UnreadableRecord {
    String field = message.has("message") ? "message" : "content";
    String text = message.word(field);
    if (text != null) {
      pieces.text(text);
    } else {
      body(message, field, pieces);
    }
    if (message.value("tool_calls") != null) {
      calls(message, "tool_calls", pieces.hasCalls(), pieces.callIds(), pieces);
    }
    if (sender == Sender.TOOL) {
      answer(message, pieces);
    }
  }

  private static boolean belongsTo(List<SourceMessage> before, Pieces pieces) {
    if (before.isEmpty()
        || before.get(before.size() - 1).sender() != Sender.AGENT
        || !pieces.hasCalls()) {
      return false;
    }
    return before.get(before.size() - 1).pieces().stream()
        .noneMatch(Piece.Result.class::isInstance);
  }

  private @Nullable Instant time(RecordObject message) {
    for (String field : TIMES) {
      JsonNode value = message.value(field);
      if (value != null) {
        Instant time = reading.time(value);
        if (time != null) {
          return time;
        }
      }
    }
    return null;
  }

  private static @Nullable MessageType type(RecordObject message) throws UnreadableRecord {
    String word = message.name("message_type");
    return word == null
        ? null
        : MessageType.fromLabel(word)
            .orElseThrow(
                () ->
                    message.unreadable(
                        "message_type",
                        "user-message, agent-message, external-event or agent-inner-thought",
                        word));
  }

  /** Who speaks, by the first field with a word for that; null where there is none. */
  private static @Nullable Sender sender(RecordObject message, @Nullable MessageType type)
      throws UnreadableRecord {
    UnreadableRecord unknown = null;
    boolean mayBeName = true;
    for (String field : SPEAKERS) {
      String word = speaker(message, field);
      if (word != null) {
        Optional<Sender> sender = Roles.sender(word);
        if (sender.isPresent()) {
          return sender.get();
        }
        if (unknown == null && !field.equals("type")) {
          unknown = message.unreadable(field, expected(field), word);
          mayBeName = !field.equals("sender") && !field.equals("role");
        }
      }
    }
    if (type != null && mayBeName) {
      return usual(type);
    }
    if (unknown != null) {
      throw unknown;
    }
    return null;
  }

  private static @Nullable String speaker(RecordObject message, String field)
      throws UnreadableRecord {
    JsonNode value = message.value(field);
    if (value == null) {
      return null;
    }
    if (value.isObject()) {
      return value.path("role").textValue();
    }
    if (field.equals("type")) {
      // That of one of LangChain's messages; that of an item says nothing of who speaks.
      return value.isTextual() && !value.textValue().equals("function_call")
          ? value.textValue()
          : null;
    }
    boolean isOwn = field.equals("sender") || field.equals("role");
    return isOwn || value.isTextual() ? message.name(field) : null;
  }

  private static String expected(String field) {
    return field.equals("sender")
        ? "user, agent, tool or system"
        : "system, developer, user, assistant or tool";
  }

  private static Sender usual(MessageType type) {
    return switch (type) {
      case USER_MESSAGE -> Sender.USER;
      case AGENT_MESSAGE, AGENT_INNER_THOUGHT -> Sender.AGENT;
      case EXTERNAL_EVENT -> Sender.SYSTEM;
    };
  }

  private void content(RecordObject message, Sender sender, Pieces pieces) throws UnreadableRecord {
    thoughts(message, pieces);
    String main = main(message);
    if (main != null) {
      if (isFunctionCall(message)) {
        functionCall(message.textOrEmpty(main), pieces);
      } else if (main.equals("value") || main.equals("body") || main.equals("utterance")) {
        pieces.text(message.textOrEmpty(main));
      } else {
        body(message, main, pieces);
      }
    }
    calls(message, pieces);
    others(message, main, pieces);
    if (message.has("refusal")) {
      refusal(message, pieces);
    }
    JsonNode audio = message.value("audio");
    if (audio != null && audio.isObject()) {
      OpenAiParts.sound(new RecordObject(audio, message.where() + "audio."), pieces);
    }
    if (sender == Sender.TOOL) {
      answer(message, pieces);
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

  private void body(RecordObject message, String field, Pieces pieces) throws UnreadableRecord {
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

  private static boolean isFunctionCall(RecordObject message) {
    return "function_call".equals(message.word("from"))
        || "function_call".equals(message.word("role"));
  }

  /** ShareGPT writes a call, or several, as a message's text. */
  private static void functionCall(String text, Pieces pieces) throws UnreadableRecord {
    Optional<JsonNode> json = JsonText.parse(text);
    List<JsonNode> calls = new ArrayList<>();
    json.ifPresent(value -> (value.isArray() ? value : List.of(value)).forEach(calls::add));
    if (calls.isEmpty() || !calls.stream().allMatch(call -> call.path("name").isTextual())) {
      pieces.call(null, null, new com.fasterxml.jackson.databind.node.TextNode(text));
      return;
    }
    for (JsonNode call : calls) {
      call(new RecordObject(call, ""), pieces);
    }
  }

  /** Calls that stand beside the content; some write those of the content once more. */
  private static void calls(RecordObject message, Pieces pieces) throws UnreadableRecord {
    boolean already = pieces.hasCalls();
    Set<String> read = pieces.callIds();
    for (String field : List.of("tool_calls", "toolCalls", "invalid_tool_calls")) {
      calls(message, field, already, read, pieces);
    }
    for (RecordObject invocation : message.objects("toolInvocations")) {
      if (!already && !VercelParts.invocation(invocation, pieces)) {
        throw Parts.unread(invocation, "it names no tool");
      }
    }
    RecordObject function = message.object("function_call");
    if (function != null && !already) {
      call(function, pieces);
    }
    RecordObject more = message.object("additional_kwargs");
    if (more != null && !pieces.hasCalls()) {
      calls(more, pieces);
    }
  }

  /**
   * The calls of a list.
   *
   * @param already whether the content has calls
   * @param read their ids
   */
  private static void calls(
      RecordObject message, String field, boolean already, Set<String> read, Pieces pieces)
      throws UnreadableRecord {
    JsonNode listed = message.value(field);
    if (listed == null) {
      return;
    }
    RecordObject of = message;
    if (listed.isTextual()) {
      of = message.with(field, JsonText.parse(listed.textValue()).orElse(listed));
    }
    for (RecordObject call : of.objects(field)) {
      String id = call.nameOrInteger("id");
      if (id == null ? !already : !read.contains(id)) {
        call(call, pieces);
      }
    }
    pieces.nothing();
  }

  /** One of OpenAI's calls, of LangChain's, or of Assay's own, which have their answers. */
  private static void call(RecordObject call, Pieces pieces) throws UnreadableRecord {
    RecordObject function = call.object("function");
    RecordObject custom = function == null ? call.object("custom") : null;
    RecordObject body = function != null ? function : custom != null ? custom : call;
    JsonNode arguments = null;
    for (String field : List.of("arguments", "args", "input", "parameters")) {
      arguments = arguments == null ? body.value(field) : arguments;
    }
    String id = call.nameOrInteger("id");
    String name = body.text("name");
    pieces.call(id, name, arguments);
    JsonNode result = call.value("result");
    JsonNode error = call.value("error");
    if (result != null || error != null) {
      pieces.result(
          new Piece.Result(
              id,
              name,
              result == null ? null : CleanText.ofJson(result),
              error == null ? null : CleanText.ofJson(error)));
    }
  }

  /** What a tool's message says is the answer to its call, unless its parts say which. */
  private static void answer(RecordObject message, Pieces pieces) throws UnreadableRecord {
    if (pieces.all().stream().anyMatch(Piece.Result.class::isInstance)) {
      return;
    }
    StringJoiner text = new StringJoiner("\n");
    boolean any = false;
    for (Piece piece : pieces.all()) {
      if (!(piece instanceof Piece.Text said)) {
        return;
      }
      text.add(said.text());
      any = true;
    }
    if (!any && !pieces.isKnown()) {
      return;
    }
    String call = null;
    for (String field : List.of("tool_call_id", "toolCallId", "tool_use_id", "call_id")) {
      call = call == null ? message.nameOrInteger(field) : call;
    }
    if (call == null && message.value("name") == null) {
      // As tau2-bench has it.
      call = message.nameOrInteger("id");
    }
    boolean failed =
        message.isTrue("error")
            || message.isTrue("is_error")
            || message.isTrue("isError")
            || "error".equals(message.word("status"));
    pieces.all().clear();
    pieces.result(Piece.Result.of(call, message.anyText("name"), text.toString(), failed));
  }

  /** Whether something stands there that is no known field. */
  private static boolean mayHoldMore(RecordObject message) {
    for (Map.Entry<String, JsonNode> field : message.node().properties()) {
      JsonNode value = field.getValue();
      boolean isEmpty = value.isContainerNode() ? value.isEmpty() : value.asText().isBlank();
      boolean isKnown =
          WITHOUT_CONTENT.contains(field.getKey()) || THOUGHTS.contains(field.getKey());
      if (!value.isNull() && !isEmpty && !isKnown) {
        return true;
      }
    }
    return false;
  }
}
