package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;
import org.jspecify.annotations.Nullable;

/** Parts of messages by OpenTelemetry's conventions for generative AI. */
final class OpenTelemetryParts implements PartReader {

  @Override
  public boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord {
    String type = part.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "text" -> {
        if (!part.has("content")) {
          return false;
        }
        pieces.text(part.textOrEmpty("content"));
      }
      case "reasoning" -> {
        if (!part.has("content") || part.isList("content")) {
          return false;
        }
        pieces.thought(part.textOrEmpty("content"));
      }
      case "tool_call" -> {
        if (!part.has("name")) {
          return false;
        }
        pieces.call(part.nameOrInteger("id"), part.text("name"), arguments(part));
      }
      case "tool_call_response" -> {
        JsonNode response = part.has("response") ? part.value("response") : part.value("result");
        if (response == null && !part.has("response") && !part.has("result")) {
          return false;
        }
        pieces.result(
            Piece.Result.of(part.nameOrInteger("id"), null, Parts.output(response), false));
      }
      case "blob", "file", "uri" -> {
        String modality = part.anyText("modality");
        if (modality == null) {
          return false;
        }
        pieces.shown(modality);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** LangChain says {@code args} where OpenTelemetry says {@code arguments}. */
  private static @Nullable JsonNode arguments(RecordObject part) {
    JsonNode arguments = part.value("arguments");
    return arguments == null ? part.value("args") : arguments;
  }
}
