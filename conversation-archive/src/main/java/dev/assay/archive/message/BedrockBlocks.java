package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;
import java.util.Map;

/** Blocks of Bedrock's Converse, which have no type: their one key says what they are. */
final class BedrockBlocks implements PartReader {

  @Override
  public boolean read(RecordObject block, Pieces pieces) throws UnreadableRecord {
    String key = null;
    for (Map.Entry<String, JsonNode> field : block.node().properties()) {
      if (!field.getValue().isNull()) {
        if (key != null) {
          return false;
        }
        key = field.getKey();
      }
    }
    if (key == null) {
      return false;
    }
    if (key.equals("text")) {
      pieces.text(block.textOrEmpty(key));
      return true;
    }
    JsonNode value = block.node().path(key);
    return value.isObject()
        && read(new RecordObject(value, block.where() + key + '.'), key, pieces);
  }

  private static boolean read(RecordObject inner, String key, Pieces pieces)
      throws UnreadableRecord {
    switch (key) {
      case "reasoningContent" -> {
        RecordObject text = inner.object("reasoningText");
        if (text == null && !inner.has("redactedContent")) {
          return false;
        }
        pieces.thought(text == null ? "" : text.textOrEmpty("text"));
      }
      case "toolUse" ->
          pieces.call(inner.nameOrInteger("toolUseId"), inner.text("name"), inner.value("input"));
      case "toolResult" ->
          pieces.result(
              Piece.Result.of(
                  inner.nameOrInteger("toolUseId"),
                  null,
                  Parts.output(inner.value("content")),
                  "error".equals(inner.word("status"))));
      case "image", "video", "audio" -> pieces.shown(key);
      case "document" -> pieces.shown(key, inner.anyText("name"));
      case "cachePoint" -> pieces.nothing();
      case "guardContent" -> {
        RecordObject text = inner.object("text");
        if (text == null) {
          return false;
        }
        pieces.text(text.textOrEmpty("text"));
      }
      case "citationsContent" -> {
        if (!inner.has("content")) {
          return false;
        }
        Parts.read(inner, "content", pieces);
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
