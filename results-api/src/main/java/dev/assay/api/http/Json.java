package dev.assay.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it crosses the wire. Answers always carry their length, never chunks. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** An answer with {@code value} as its body; null is the body {@code null}. */
  public static ResponseEntity<byte[]> answer(int status, @Nullable Object value) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(MAPPER.writeValueAsBytes(value));
  }

  public static ResponseEntity<byte[]> answer(ApiError error) {
    return answer(error.status(), error(error.code(), error.getMessage(), error.detail()));
  }

  /** The body of an error, as bytes. */
  public static byte[] errorBytes(String code, String message) {
    return MAPPER.writeValueAsBytes(error(code, message, null));
  }

  /**
   * Reads one JSON value.
   *
   * @throws tools.jackson.core.JacksonException when it is none
   */
  public static JsonNode read(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /** A value as JSON text. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Text that Assay itself wrote as JSON. */
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  private static Map<String, @Nullable Object> error(
      String code, @Nullable String message, @Nullable Object detail) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("message", message);
    body.put("code", code);
    body.put("detail", detail);
    return body;
  }
}
