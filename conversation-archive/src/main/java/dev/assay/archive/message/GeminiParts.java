package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parts of Gemini's contents, which have no type: their one key says what they are. Its libraries
 * write the same in two spellings.
 */
final class GeminiParts implements PartReader {

  /** Each key that a part may have, by both spellings; what says nothing is null. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("text", "text"),
          Map.entry("functionCall", "functionCall"),
          Map.entry("function_call", "functionCall"),
          Map.entry("functionResponse", "functionResponse"),
          Map.entry("function_response", "functionResponse"),
          Map.entry("inlineData", "inlineData"),
          Map.entry("inline_data", "inlineData"),
          Map.entry("fileData", "fileData"),
          Map.entry("file_data", "fileData"),
          Map.entry("executableCode", "executableCode"),
          Map.entry("executable_code", "executableCode"),
          Map.entry("codeExecutionResult", "codeExecutionResult"),
          Map.entry("code_execution_result", "codeExecutionResult"),
          Map.entry("thought", ""),
          Map.entry("thoughtSignature", ""),
          Map.entry("thought_signature", ""),
          Map.entry("videoMetadata", ""),
          Map.entry("video_metadata", ""),
          Map.entry("mediaResolution", ""),
          Map.entry("media_resolution", ""));

  private static final String CODE = "code_execution";

  @Override
  public boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord {
    for (Map.Entry<String, JsonNode> field : part.node().properties()) {
      if (!field.getValue().isNull() && !KEYS.containsKey(field.getKey())) {
        return false;
      }
    }
    boolean any = false;
    for (Map.Entry<String, JsonNode> field : part.node().properties()) {
      String key = KEYS.getOrDefault(field.getKey(), "");
      if (!key.isEmpty() && !field.getValue().isNull()) {
        content(part, field.getKey(), key, pieces);
        any = true;
      }
    }
    return any;
  }

  private static void content(RecordObject part, String field, String key, Pieces pieces)
      throws UnreadableRecord {
    if (key.equals("text")) {
      String text = part.textOrEmpty(field);
      if (part.isTrue("thought")) {
        pieces.thought(text);
      } else {
        pieces.text(text);
      }
      return;
    }
    RecordObject inner = Objects.requireNonNull(part.object(field));
    switch (key) {
      case "functionCall" ->
          pieces.call(inner.nameOrInteger("id"), inner.text("name"), inner.value("args"));
      case "functionResponse" -> response(inner, pieces);
      case "executableCode" -> pieces.call(null, CODE, inner.value("code"));
      case "codeExecutionResult" ->
          pieces.result(
              Piece.Result.of(
                  null,
                  CODE,
                  inner.textOrEmpty("output"),
                  !inner.node().path("outcome").asText("OUTCOME_OK").endsWith("OK")));
      default -> media(inner, pieces);
    }
  }

  private static void response(RecordObject inner, Pieces pieces) throws UnreadableRecord {
    JsonNode response = inner.value("response");
    JsonNode error = response == null ? null : response.get("error");
    boolean failed = error != null && !error.isNull() && response != null && response.size() == 1;
    pieces.result(
        Piece.Result.of(
            inner.nameOrInteger("id"),
            inner.text("name"),
            Parts.output(failed ? error : response),
            failed));
  }

  private static void media(RecordObject inner, Pieces pieces) {
    String type = mime(inner);
    int kind = type == null ? -1 : type.indexOf('/');
    pieces.shown(type == null || kind < 0 ? "file" : type.substring(0, kind));
  }

  private static @Nullable String mime(RecordObject inner) {
    String type = inner.anyText("mimeType");
    return type == null ? inner.anyText("mime_type") : type;
  }
}
