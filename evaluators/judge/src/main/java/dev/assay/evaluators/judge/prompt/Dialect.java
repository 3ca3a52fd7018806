package dev.assay.evaluators.judge.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server understands. Servers that call themselves compatible differ, and say so by refusing
 * a request.
 *
 * @param format how it is made to answer in JSON
 * @param newTokenLimit whether the limit of what it may write is called {@code
 *     max_completion_tokens}, as the newer models of OpenAI want, and not {@code max_tokens}
 */
public record Dialect(ResponseFormat format, boolean newTokenLimit) {

  private static final String OLD_LIMIT = "max_tokens";
  private static final String NEW_LIMIT = "max_completion_tokens";

  /** The dialect to begin with. */
  public static Dialect of(ResponseFormat strictest) {
    return new Dialect(strictest, false);
  }

  /** The dialect of a request that was made. */
  public static Dialect spoken(JsonNode request) {
    ResponseFormat format =
        switch (request.path("response_format").path("type").asText("")) {
          case "json_schema" -> ResponseFormat.JSON_SCHEMA;
          case "json_object" -> ResponseFormat.JSON_OBJECT;
          default -> ResponseFormat.TEXT;
        };
    return new Dialect(format, request.has(NEW_LIMIT));
  }

  /**
   * The dialect to try after a request in this one was refused; empty when the refusal names
   * nothing that another dialect would do otherwise.
   *
   * @param refusal what the server said
   */
  public Optional<Dialect> after(String refusal) {
    String words = refusal.toLowerCase(Locale.ROOT);
    if (!newTokenLimit && words.contains(NEW_LIMIT)) {
      return Optional.of(new Dialect(format, true));
    }
    boolean namesFormat =
        words.contains("response_format")
            || words.contains("json_schema")
            || words.contains("json_object")
            || words.contains("guided_json")
            || words.contains("grammar");
    return namesFormat ? looser().map(next -> new Dialect(next, newTokenLimit)) : Optional.empty();
  }

  String tokenLimitName() {
    return newTokenLimit ? NEW_LIMIT : OLD_LIMIT;
  }

  private Optional<ResponseFormat> looser() {
    return switch (format) {
      case JSON_SCHEMA -> Optional.of(ResponseFormat.JSON_OBJECT);
      case JSON_OBJECT -> Optional.of(ResponseFormat.TEXT);
      case TEXT -> Optional.empty();
    };
  }
}
