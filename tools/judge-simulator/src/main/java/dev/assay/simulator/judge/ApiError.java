package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A refusal in the form in which OpenAI-compatible servers give it. */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;

  public ApiError(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }

  /** 400: the request is not what the interface allows. */
  public static ApiError invalid(@Nullable String param, String message) {
    return new ApiError(400, "invalid_request_error", param, null, message);
  }

  /** 404. */
  public static ApiError notFound(@Nullable String param, String message) {
    return new ApiError(404, "invalid_request_error", param, "not_found", message);
  }

  public int status() {
    return status;
  }

  /** The error's own code, or what kind of error it is. */
  public String code() {
    return code == null ? type : code;
  }

  /** The body of the answer. */
  public ObjectNode body() {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("message", getMessage());
    error.put("type", type);
    error.put("param", param);
    error.put("code", code);
    return body;
  }
}
