package dev.assay.api.http;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request is refused; what it says is what the client is told. */
public final class ApiError extends RuntimeException {
  private final int status;
  private final String code;
  private final transient @Nullable Object detail;

  /**
   * @param code lowercase snake case
   * @param detail anything that JSON can hold, or null
   */
  public ApiError(int status, String code, String message, @Nullable Object detail) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  public ApiError(int status, String code, String message) {
    this(status, code, message, null);
  }

  /** The request breaks rules; all of them are listed. */
  public static ApiError invalid(List<Problem> problems) {
    return new ApiError(
        422,
        "invalid_request",
        "Invalid request: "
            + problems.stream()
                .map(
                    p ->
                        p.loc().stream().map(String::valueOf).collect(Collectors.joining("."))
                            + ": "
                            + p.msg())
                .collect(Collectors.joining("; ")),
        List.copyOf(problems));
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public @Nullable Object detail() {
    return detail;
  }
}
