package dev.assay.evaluators.judge.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to a chat completion.
 *
 * @param content what the judge wrote, without the thoughts that some models put before it; empty
 *     for nothing
 * @param refusal what it said instead, or null
 * @param finish why it stopped, such as {@code stop}; empty when not said
 * @param tokens what was used, or null when the server does not say
 */
public record Completion(
    String content, @Nullable String refusal, String finish, @Nullable Tokens tokens) {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final String THOUGHTS_BEGIN = "<think>";
  private static final String THOUGHTS_END = "</think>";

  /** Tokens read and written, as the server counts them. */
  public record Tokens(long read, long written) {}

  /** Reads a body; empty when it is none of a chat completion. */
  public static Optional<Completion> read(String body) {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!root.path("choices").isArray()) {
      return Optional.empty();
    }
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    String refusal = message.path("refusal").asText("");
    return Optional.of(
        new Completion(
            withoutThoughts(content(message.path("content"))),
            refusal.isBlank() || message.path("refusal").isNull() ? null : refusal,
            choice.path("finish_reason").asText(""),
            tokens(root.path("usage"))));
  }

  private static String content(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    StringBuilder parts = new StringBuilder();
    content.forEach(part -> parts.append(part.path("text").asText("")));
    return parts.toString();
  }

  private static String withoutThoughts(String content) {
    String text = content.strip();
    int end = text.indexOf(THOUGHTS_END);
    return text.startsWith(THOUGHTS_BEGIN) && end >= 0
        ? text.substring(end + THOUGHTS_END.length()).strip()
        : text;
  }

  private static @Nullable Tokens tokens(JsonNode usage) {
    JsonNode read = usage.path("prompt_tokens");
    JsonNode written = usage.path("completion_tokens");
    boolean counted =
        read.canConvertToInt()
            && written.canConvertToInt()
            && read.intValue() >= 0
            && written.intValue() >= 0;
    return counted && read.isIntegralNumber() && written.isIntegralNumber()
        ? new Tokens(read.intValue(), written.intValue())
        : null;
  }
}
