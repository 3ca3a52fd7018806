package dev.assay.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Json;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What the server does about a request.
 *
 * @param kind of doing
 * @param status of HTTP
 * @param contentType of the body
 * @param body that is sent
 * @param headers beside the usual ones
 * @param delayNanos after which it is done
 * @param end told when it is done
 */
record Reply(
    Kind kind,
    int status,
    String contentType,
    ByteBuffer body,
    Map<String, String> headers,
    long delayNanos,
    End end) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  static final String JSON = "application/json";

  enum Kind {
    /** It answers. */
    ANSWER,
    /** It leaves the connection open and says nothing. */
    SILENCE,
    /** It closes the connection. */
    CLOSE
  }

  /** Hears that a reply was due, and whether the client was still there. */
  interface End {
    void reached(boolean isClientThere);
  }

  static Reply json(int status, JsonNode body) {
    return new Reply(
        Kind.ANSWER, status, JSON, ByteBuffer.wrap(Json.bytes(body)), Map.of(), 0, there -> {});
  }

  static Reply error(ApiError error, Map<String, String> headers) {
    return json(error.status(), error.body()).with(headers);
  }

  static Reply close() {
    return new Reply(Kind.CLOSE, 0, JSON, NOTHING, Map.of(), 0, there -> {});
  }

  static Reply silence() {
    return new Reply(Kind.SILENCE, 0, JSON, NOTHING, Map.of(), 0, there -> {});
  }

  Reply with(Map<String, String> moreHeaders) {
    return new Reply(kind, status, contentType, body, moreHeaders, delayNanos, end);
  }

  Reply after(long nanos, End then) {
    return new Reply(kind, status, contentType, body, headers, nanos, then);
  }
}
