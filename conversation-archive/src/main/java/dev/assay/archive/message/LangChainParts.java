package dev.assay.archive.message;

import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;

/** Content blocks of LangChain that no provider has in these words. */
final class LangChainParts implements PartReader {

  @Override
  public boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord {
    String type = part.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "invalid_tool_call" ->
          pieces.call(part.nameOrInteger("id"), part.text("name"), part.value("args"));
      case "text-plain" -> {
        if (!part.has("text")) {
          return false;
        }
        pieces.text(part.textOrEmpty("text"));
      }
      case "video" -> pieces.shown("video");
      default -> {
        return false;
      }
    }
    return true;
  }
}
