package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.RecordObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parts of the messages of Vercel's AI SDK, as its interface and its models have them. */
final class VercelParts implements PartReader {
  private static final String TOOL = "tool-";
  private static final String DATA = "data-";

  @Override
  public boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord {
    String type = part.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "reasoning" -> {
        String field = part.has("text") ? "text" : "reasoning";
        if (!part.isText(field)) {
          return false;
        }
        pieces.thought(part.textOrEmpty(field));
      }
      case "step-start" -> pieces.step();
      case "tool-approval-request", "tool-approval-response" -> pieces.nothing();
      case "file", "image" -> file(part, type, pieces);
      case "source-url", "source-document", "source" -> source(part, pieces);
      case "tool-call" -> {
        if (!part.has("toolName")) {
          return false;
        }
        pieces.call(part.nameOrInteger("toolCallId"), part.text("toolName"), input(part));
      }
      case "tool-result", "tool-error" -> {
        return result(part, pieces);
      }
      case "tool-invocation" -> {
        RecordObject invocation = part.object("toolInvocation");
        return invocation != null && invocation(invocation, pieces);
      }
      case "dynamic-tool" -> {
        return part.has("toolName") && invocation(part, part.text("toolName"), pieces);
      }
      default -> {
        if (type.startsWith(TOOL)) {
          return part.has("toolCallId") && invocation(part, type.substring(TOOL.length()), pieces);
        }
        if (!type.startsWith(DATA)) {
          return false;
        }
        pieces.shown(type);
      }
    }
    return true;
  }

  private static void file(RecordObject part, String type, Pieces pieces) {
    String media = Objects.requireNonNullElse(mediaType(part), "");
    if (type.equals("image") || media.startsWith("image/")) {
      pieces.shown("image");
    } else {
      pieces.shown("file", part.anyText("filename"));
    }
  }

  private static @Nullable String mediaType(RecordObject part) {
    String type = part.anyText("mediaType");
    return type == null ? part.anyText("mimeType") : type;
  }

  private static void source(RecordObject part, Pieces pieces) {
    JsonNode inner = part.value("source");
    RecordObject source =
        inner != null && inner.isObject() ? new RecordObject(inner, part.where()) : part;
    String title = source.anyText("title");
    pieces.shown("source", title == null ? source.anyText("url") : title);
  }

  /** As version 4 of the SDK has it beside a message's content, too. */
  static boolean invocation(RecordObject invocation, Pieces pieces) throws UnreadableRecord {
    return invocation.has("toolName")
        && invocation(invocation, invocation.text("toolName"), pieces);
  }

  private static boolean invocation(RecordObject part, @Nullable String tool, Pieces pieces)
      throws UnreadableRecord {
    String id = part.nameOrInteger("toolCallId");
    pieces.call(id, tool, input(part));
    String error = part.text("errorText");
    JsonNode output = output(part);
    if (error != null) {
      pieces.result(new Piece.Result(id, tool, null, error));
    } else if (output != null) {
      pieces.result(Piece.Result.of(id, tool, Parts.output(output), false));
    }
    return true;
  }

  private static @Nullable JsonNode input(RecordObject part) {
    JsonNode input = part.value("input");
    return input == null ? part.value("args") : input;
  }

  private static @Nullable JsonNode output(RecordObject part) {
    JsonNode output = part.value("output");
    return output == null ? part.value("result") : output;
  }

  private static boolean result(RecordObject part, Pieces pieces) throws UnreadableRecord {
    if (!part.has("toolCallId")) {
      return false;
    }
    String id = part.nameOrInteger("toolCallId");
    String tool = part.text("toolName");
    JsonNode error = part.value("error");
    JsonNode output = output(part);
    if (error != null) {
      pieces.result(new Piece.Result(id, tool, null, CleanText.ofJson(error)));
    } else if (output != null && output.isObject() && output.has("type") && output.has("value")) {
      boolean failed = output.path("type").asText().startsWith("error");
      pieces.result(Piece.Result.of(id, tool, Parts.output(output.get("value")), failed));
    } else {
      pieces.result(Piece.Result.of(id, tool, Parts.output(output), part.isTrue("isError")));
    }
    return true;
  }
}
