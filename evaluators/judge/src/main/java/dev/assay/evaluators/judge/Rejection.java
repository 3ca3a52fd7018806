package dev.assay.evaluators.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.judge.client.Reply;
import java.util.List;
import java.util.Locale;

/**
 * Why a server refuses one request.
 *
 * @param failure what it comes to
 * @param said the server's words, without what it may quote of the request
 * @param message for a person
 */
record Rejection(JudgeFailure failure, String said, String message) {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final int LONGEST = 2000;
  private static final List<String> TOO_LONG =
      List.of(
          "context_length_exceeded",
          "maximum context length",
          "context length exceeded",
          "exceeds the available context size",
          "exceed_context_size_error",
          "too many tokens",
          "prompt is too long");
  private static final List<String> FILTERED =
      List.of("content_filter", "content management policy", "content_policy_violation");

  static Rejection of(Reply reply) {
    String body = reply.body();
    String said = body == null ? "" : words(body);
    String lower = said.toLowerCase(Locale.ROOT);
    String problem = reply.problem() + ": " + OneLine.of(said);
    if (TOO_LONG.stream().anyMatch(lower::contains) || reply.status() == 413) {
      return new Rejection(
          JudgeFailure.CONVERSATION_TOO_LONG,
          said,
          problem + "; lower context_tokens in the settings of the judge to what the model reads");
    }
    return new Rejection(
        FILTERED.stream().anyMatch(lower::contains)
            ? JudgeFailure.CONTENT_FILTER
            : JudgeFailure.REQUEST_REJECTED,
        said,
        problem);
  }

  /** The parts of an error that servers write themselves; the whole text when it is no JSON. */
  private static String words(String body) {
    try {
      JsonNode root = MAPPER.readTree(body);
      JsonNode error = root.path("error").isMissingNode() ? root : root.path("error");
      String words =
          error.isTextual()
              ? error.textValue()
              : "%s %s %s %s"
                  .formatted(
                      error.path("code").asText(""),
                      error.path("param").asText(""),
                      error.path("message").asText(""),
                      error.path("detail").asText(""))
                  .strip();
      return cut(words);
    } catch (JsonProcessingException e) {
      return cut(body);
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST));
  }
}
