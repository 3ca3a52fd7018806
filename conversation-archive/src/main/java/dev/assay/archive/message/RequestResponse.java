package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.util.List;

/** Where a record has a model's request and its response, as proxies and providers log them. */
public final class RequestResponse {

  /** Fields around a request, the innermost that is there. */
  private static final List<String> REQUESTS =
      List.of("request", "request_body", "requestBody", "body", "inputBodyJson", "input");

  /** Fields with a response, beside a request. */
  private static final List<String> RESPONSES =
      List.of("response", "response_body", "responseBody", "output", "choices", "completion");

  private static final List<String> BODIES = List.of("body", "outputBodyJson");

  private RequestResponse() {}

  /** Whether a record has a request with its response, or one of them as only logs have it. */
  public static boolean isIn(JsonNode record) {
    if (ModelCall.isRequest(record)) {
      return RESPONSES.stream().anyMatch(record::hasNonNull);
    }
    return REQUESTS.stream().anyMatch(field -> ModelCall.isRequest(inside(record.path(field))))
        || record.path("response").path("body").has("choices");
  }

  /** The fields that hold what was said. */
  public static List<String> fields() {
    return List.of(
        "messages", "request", "request_body", "body", "input", "response", "output", "choices");
  }

  /** A request's body within what is logged of it. */
  private static JsonNode inside(JsonNode value) {
    JsonNode parsed = parsed(value);
    for (String body : List.of("body", "inputBodyJson")) {
      if (parsed.hasNonNull(body)) {
        return parsed(parsed.get(body));
      }
    }
    return parsed;
  }

  private static JsonNode parsed(JsonNode value) {
    return value.isTextual() ? JsonText.parse(value.textValue()).orElse(value) : value;
  }

  /** Reads the request of a record that {@linkplain #isIn has} one, if it has. */
  public static void request(RecordObject record, ModelCall call) throws UnreadableRecord {
    if (ModelCall.isRequest(record.node())) {
      call.request(record);
      return;
    }
    for (String field : REQUESTS) {
      JsonNode body = inside(record.node().path(field));
      if (ModelCall.isRequest(body)) {
        call.request(new RecordObject(body, field + '.'));
        return;
      }
    }
  }

  /** Reads the response of such a record, if it has one. */
  public static void response(RecordObject record, ModelCall call) throws UnreadableRecord {
    for (String field : RESPONSES) {
      if (record.value(field) != null) {
        JsonNode value = parsed(record.node().path(field));
        for (String body : BODIES) {
          if (value.hasNonNull(body)) {
            call.response(new RecordObject(value, field + '.'), body);
            return;
          }
        }
        call.response(record, field);
        return;
      }
    }
  }
}
