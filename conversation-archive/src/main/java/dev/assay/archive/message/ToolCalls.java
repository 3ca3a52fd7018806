package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** A message's calls of tools that stand beside its content, and the answers of tools. */
final class ToolCalls {

  private ToolCalls() {}

  /** Whether a message is a call, or several, as text. */
  static boolean isText(RecordObject message) {
    return "function_call".equals(message.word("from"))
        || "function_call".equals(message.word("role"));
  }

  /** ShareGPT writes a call, or several, as a message's text. */
  static void ofText(String text, Pieces pieces) throws UnreadableRecord {
    Optional<JsonNode> json = JsonText.parse(text);
    List<JsonNode> calls = new ArrayList<>();
    json.ifPresent(value -> (value.isArray() ? value : List.of(value)).forEach(calls::add));
    if (calls.isEmpty() || !calls.stream().allMatch(call -> call.path("name").isTextual())) {
      pieces.call(null, null, new TextNode(text));
      return;
    }
    for (JsonNode call : calls) {
      call(new RecordObject(call, ""), pieces);
    }
  }

  /** Calls that stand beside the content; some write those of the content once more. */
  static void beside(RecordObject message, Pieces pieces) throws UnreadableRecord {
    boolean already = pieces.hasCalls();
    Set<String> read = pieces.callIds();
    for (String field : List.of("tool_calls", "toolCalls", "invalid_tool_calls")) {
      ofList(message, field, already, read, pieces);
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
      beside(more, pieces);
    }
  }

  /**
   * The calls of a list.
   *
   * @param already whether the content has calls
   * @param read their ids
   */
  static void ofList(
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
    JsonNode result = call.value("result");
    JsonNode error = call.value("error");
    boolean isAnswered = result != null || error != null;
    if (isAnswered && id == null) {
      // Else its answer would be that of the first call of this tool.
      id = "call " + pieces.all().size();
    }
    pieces.call(id, name, arguments);
    if (isAnswered) {
      pieces.result(
          new Piece.Result(
              id,
              name,
              result == null ? null : CleanText.ofJson(result),
              error == null ? null : CleanText.ofJson(error)));
    }
  }

  /**
   * A tool's message with its name, where it has the name of a tool that was called as its role: so
   * does what Langfuse keeps of LangChain. Any other message is returned as it is.
   */
  static RecordObject ofTool(RecordObject message, List<SourceMessage> before) {
    String role = message.word("role");
    if (role == null || before.isEmpty() || Roles.sender(role).isPresent()) {
      return message;
    }
    for (SourceMessage earlier : before) {
      for (Piece piece : earlier.pieces()) {
        if (piece instanceof Piece.Call call && call.name().equals(role)) {
          return message.with("name", new TextNode(role)).with("role", new TextNode("tool"));
        }
      }
    }
    return message;
  }

  /** What a tool's message says is the answer to its call, unless its parts say which. */
  static void answer(RecordObject message, Pieces pieces) throws UnreadableRecord {
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
}
