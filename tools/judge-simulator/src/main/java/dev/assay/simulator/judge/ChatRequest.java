package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A request for a chat completion.
 *
 * @param model that is asked
 * @param text all messages, each with its role
 * @param format the form that the answer is to have
 * @param maxTokens the most tokens that the answer may have
 * @param inputTokens how many tokens the request has; an estimate, see {@link Tokens}
 */
public record ChatRequest(
    String model, String text, AnswerFormat format, long maxTokens, long inputTokens) {

  /** What a chat's framing adds to each message, in tokens. */
  private static final int TOKENS_A_MESSAGE = 4;

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  /**
   * Reads a request.
   *
   * @throws ApiError when it is not a request that this server can answer
   */
  public static ChatRequest of(ObjectNode body) {
    String model = body.path("model").asText("");
    if (!body.path("model").isTextual() || model.isEmpty()) {
      throw ApiError.invalid("model", "Invalid model: you must provide a model parameter");
    }
    if (body.path("stream").asBoolean()) {
      throw ApiError.invalid("stream", "Unsupported value: the simulator does not stream");
    }
    if (body.path("n").asInt(1) != 1) {
      throw ApiError.invalid("n", "Unsupported value: the simulator gives one choice");
    }
    JsonNode messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw ApiError.invalid("messages", "Invalid messages: expected a list of at least one");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      append(messages.get(i), i, text);
    }
    AnswerFormat format = AnswerFormat.of(body);
    long input =
        Tokens.of(text) + (long) TOKENS_A_MESSAGE * messages.size() + format.schemaTokens();
    return new ChatRequest(model, text.toString(), format, maxTokens(body), input);
  }

  private static void append(JsonNode message, int index, StringBuilder text) {
    String at = "messages[%d]".formatted(index);
    String role = message.path("role").asText("");
    if (!ROLES.contains(role)) {
      throw ApiError.invalid(at + ".role", "Invalid role: expected one of " + ROLES);
    }
    text.append(role).append('\n');
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      text.append(content.textValue());
    } else if (content.isArray()) {
      content.forEach(part -> text.append(part.path("text").asText("")));
    } else if (!content.isNull() && !content.isMissingNode()) {
      throw ApiError.invalid(at + ".content", "Invalid content: expected text or a list of parts");
    }
    text.append('\n');
  }

  private static long maxTokens(ObjectNode body) {
    for (String name : new String[] {"max_completion_tokens", "max_tokens"}) {
      JsonNode value = body.path(name);
      if (value.isNull() || value.isMissingNode()) {
        continue;
      }
      if (!value.canConvertToLong() || value.longValue() < 1) {
        throw ApiError.invalid(name, "Invalid value: expected a whole number of at least 1");
      }
      return value.longValue();
    }
    return Long.MAX_VALUE;
  }
}
