package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;
import org.jspecify.annotations.Nullable;

/** Parts of OpenAI's chat and of its Responses. */
final class OpenAiParts implements PartReader {

  @Override
  public boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord {
    String type = part.word("type");
    if (type == null) {
      return false;
    }
    switch (type) {
      case "text", "input_text", "output_text" -> {
        return text(part, pieces);
      }
      case "refusal" -> {
        if (!part.has("refusal")) {
          return false;
        }
        pieces.text(part.textOrEmpty("refusal"));
      }
      case "summary_text", "reasoning_text" -> {
        if (!part.has("text")) {
          return false;
        }
        pieces.thought(part.textOrEmpty("text"));
      }
      case "image_url", "input_image", "image_file" -> pieces.shown("image");
      case "input_file" -> pieces.shown("file", part.anyText("filename"));
      case "file" -> {
        JsonNode file = part.value("file");
        if (file == null || !file.isObject()) {
          return false;
        }
        pieces.shown("file", new RecordObject(file, part.where()).anyText("filename"));
      }
      case "input_audio", "output_audio", "audio" -> sound(part, pieces);
      case "video_url", "input_video" -> pieces.shown("video");
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean text(RecordObject part, Pieces pieces) throws UnreadableRecord {
    JsonNode text = part.value("text");
    if (text == null) {
      pieces.nothing();
      return part.has("text");
    }
    pieces.text(
        text.isObject()
            ? new RecordObject(text, part.where() + "text.").textOrEmpty("value")
            : part.textOrEmpty("text"));
    return true;
  }

  /** What is heard, as text where there is a transcript of it. */
  static void sound(RecordObject part, Pieces pieces) throws UnreadableRecord {
    String transcript = transcript(part);
    if (transcript == null) {
      RecordObject inner = null;
      for (String field : new String[] {"input_audio", "audio"}) {
        JsonNode value = part.value(field);
        inner = value != null && value.isObject() ? new RecordObject(value, part.where()) : inner;
      }
      transcript = inner == null ? null : transcript(inner);
    }
    if (transcript == null) {
      pieces.shown("audio");
    } else {
      pieces.text(transcript);
    }
  }

  private static @Nullable String transcript(RecordObject of) throws UnreadableRecord {
    return of.text("transcript");
  }
}
