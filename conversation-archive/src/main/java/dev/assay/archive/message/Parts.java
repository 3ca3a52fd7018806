package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.JsonTypes;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.CleanText;
import dev.assay.archive.value.RecordObject;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Content that is text, a part or a list of parts, of all vocabularies in any mixture. */
final class Parts {
  private static final List<PartReader> VOCABULARIES =
      List.of(
          new OpenAiParts(),
          new AnthropicBlocks(),
          new OpenTelemetryParts(),
          new VercelParts(),
          new ResponsesItems(),
          new LangChainParts(),
          new GeminiParts(),
          new BedrockBlocks());

  private static final int QUOTED_KEYS = 12;

  private Parts() {}

  /**
   * Reads what stands in a field.
   *
   * @throws UnreadableRecord when any of it is not understood
   */
  static void read(RecordObject of, String field, Pieces pieces) throws UnreadableRecord {
    JsonNode content = of.value(field);
    if (content == null) {
      pieces.nothing();
    } else if (content.isTextual()) {
      pieces.text(content.textValue());
    } else if (content.isArray()) {
      pieces.nothing();
      for (int i = 0; i < content.size(); i++) {
        element(content.get(i), of.where() + field + '[' + i + ']', pieces);
      }
    } else if (content.isObject()) {
      part(new RecordObject(content, of.where() + field + '.'), pieces);
    } else {
      throw of.wrongType(field, "text or a list of parts", content);
    }
  }

  private static void element(JsonNode element, String where, Pieces pieces)
      throws UnreadableRecord {
    if (element.isTextual()) {
      pieces.text(element.textValue());
    } else if (element.isObject()) {
      part(new RecordObject(element, where + '.'), pieces);
    } else if (!element.isNull()) {
      throw new UnreadableRecord(
          RejectionReason.WRONG_TYPE,
          "Invalid field %s: expected parts that are text or objects, found %s"
              .formatted(where, JsonTypes.name(element)));
    }
  }

  /** Reads one part. */
  static void part(RecordObject part, Pieces pieces) throws UnreadableRecord {
    if (!isPart(part, pieces)) {
      throw unread(part, "no format knows such a part");
    }
  }

  /** Reads one part, if any vocabulary knows it. */
  static boolean isPart(RecordObject part, Pieces pieces) throws UnreadableRecord {
    for (PartReader vocabulary : VOCABULARIES) {
      if (vocabulary.read(part, pieces)) {
        return true;
      }
    }
    return false;
  }

  /** Content that nobody understands: names where it stands and what is there. */
  static UnreadableRecord unread(RecordObject of, String why) {
    String where = of.where().isEmpty() ? "the record" : of.where();
    return new UnreadableRecord(
        RejectionReason.UNREAD_CONTENT,
        "Cannot read all of %s: %s; it has %s"
            .formatted(
                where.endsWith(".") ? where.substring(0, where.length() - 1) : where,
                why,
                JsonTypes.keys(of.node(), QUOTED_KEYS)));
  }

  /**
   * A tool's output as text: parts that are texts are joined by newlines, JSON is compact, and
   * anything else stays as it is, so nothing of it is lost.
   */
  static String output(@Nullable JsonNode output) {
    if (output == null || output.isNull()) {
      return "";
    }
    if (!output.isArray() || output.isEmpty()) {
      return CleanText.ofJson(output);
    }
    StringJoiner texts = new StringJoiner("\n");
    boolean anyPart = false;
    for (JsonNode element : output) {
      JsonNode text = element.path("text");
      JsonNode json = element.path("json");
      if (element.isObject() && text.isTextual()) {
        texts.add(CleanText.of(text.textValue()));
        anyPart = true;
      } else if (element.size() == 1 && !json.isMissingNode()) {
        texts.add(CleanText.ofJson(json));
        anyPart = true;
      } else {
        texts.add(isImage(element) ? "[image]" : CleanText.ofJson(element));
        anyPart |= isImage(element);
      }
    }
    return anyPart ? texts.toString() : CleanText.ofJson(output);
  }

  private static boolean isImage(JsonNode part) {
    String type = part.path("type").asText();
    return type.equals("image") || type.equals("image_url") || type.equals("input_image");
  }
}
