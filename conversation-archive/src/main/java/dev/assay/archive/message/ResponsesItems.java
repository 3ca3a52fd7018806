package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.RecordObject;
import org.jspecify.annotations.Nullable;

/** Items of OpenAI's Responses: what an agent does between its messages. */
final class ResponsesItems implements PartReader {

  @Override
  public boolean read(RecordObject item, Pieces pieces) throws UnreadableRecord {
    String type = item.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "function_call" -> {
        if (!item.has("name")) {
          return false;
        }
        pieces.call(callId(item), item.text("name"), item.value("arguments"));
      }
      case "custom_tool_call" -> {
        if (!item.has("name")) {
          return false;
        }
        pieces.call(callId(item), item.text("name"), item.value("input"));
      }
      case "function_call_output",
          "custom_tool_call_output",
          "local_shell_call_output",
          "computer_call_output" -> {
        if (!item.has("output")) {
          return false;
        }
        pieces.result(
            Piece.Result.of(callId(item), null, Parts.output(item.value("output")), false));
      }
      case "mcp_call" -> {
        if (!item.has("name")) {
          return false;
        }
        hosted(item, item.text("name"), item.value("arguments"), item.value("output"), pieces);
      }
      case "web_search_call", "computer_call", "local_shell_call" ->
          hosted(item, name(type), item.value("action"), null, pieces);
      case "file_search_call" ->
          hosted(item, name(type), item.value("queries"), item.value("results"), pieces);
      case "code_interpreter_call" ->
          hosted(item, name(type), item.value("code"), item.value("outputs"), pieces);
      case "image_generation_call" -> {
        hosted(item, name(type), null, null, pieces);
        pieces.shown("image");
      }
      case "reasoning" -> {
        return reasoning(item, pieces);
      }
      case "mcp_list_tools", "mcp_approval_request", "mcp_approval_response", "compaction" ->
          pieces.nothing();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String name(String type) {
    return type.substring(0, type.length() - "_call".length());
  }

  private static @Nullable String callId(RecordObject item) throws UnreadableRecord {
    String call = item.nameOrInteger("call_id");
    return call == null ? item.nameOrInteger("id") : call;
  }

  /** A tool that the provider runs itself: its answer stands in the item, if anywhere. */
  private static void hosted(
      RecordObject item,
      @Nullable String tool,
      @Nullable JsonNode arguments,
      @Nullable JsonNode output,
      Pieces pieces)
      throws UnreadableRecord {
    String id = callId(item);
    pieces.call(id, tool, arguments);
    JsonNode error = item.value("error");
    if (error != null) {
      pieces.result(new Piece.Result(id, tool, null, CleanText.ofJson(error)));
    } else if (output != null) {
      pieces.result(Piece.Result.of(id, tool, Parts.output(output), false));
    }
  }

  private static boolean reasoning(RecordObject item, Pieces pieces) throws UnreadableRecord {
    if (!item.isList("summary") && !item.isList("content") && !item.has("encrypted_content")) {
      return false;
    }
    pieces.nothing();
    Parts.read(item, "summary", pieces);
    Parts.read(item, "content", pieces);
    return true;
  }
}
