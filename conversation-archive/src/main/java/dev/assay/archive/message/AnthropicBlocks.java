package dev.assay.archive.message;

import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;

/** Blocks of Anthropic's Messages. */
final class AnthropicBlocks implements PartReader {

  @Override
  public boolean read(RecordObject block, Pieces pieces) throws UnreadableRecord {
    String type = block.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "thinking" -> {
        if (!block.has("thinking")) {
          return false;
        }
        pieces.thought(block.textOrEmpty("thinking"));
      }
      case "redacted_thinking" -> pieces.nothing();
      case "tool_use", "server_tool_use", "mcp_tool_use" -> {
        if (!block.has("name")) {
          return false;
        }
        pieces.call(block.nameOrInteger("id"), block.text("name"), block.value("input"));
      }
      case "image" -> pieces.shown("image");
      case "document" -> pieces.shown("document", block.anyText("title"));
      case "container_upload" -> pieces.shown("file");
      case "search_result" -> {
        if (!block.has("content")) {
          return false;
        }
        pieces.text(Parts.output(block.value("content")));
      }
      default -> {
        return type.endsWith("tool_result") && result(block, pieces);
      }
    }
    return true;
  }

  /** Of a client's tool, and of each that the server has. */
  private static boolean result(RecordObject block, Pieces pieces) throws UnreadableRecord {
    String call = block.nameOrInteger("tool_use_id");
    if (call == null) {
      return false;
    }
    boolean failed =
        block.isTrue("is_error")
            || block.node().path("content").path("type").asText().endsWith("_error");
    pieces.result(Piece.Result.of(call, null, Parts.output(block.value("content")), failed));
    return true;
  }
}
