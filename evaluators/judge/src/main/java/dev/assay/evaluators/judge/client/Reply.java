package dev.assay.evaluators.judge.client;

import org.jspecify.annotations.Nullable;

/**
 * What came of one request.
 *
 * @param outcome what it means
 * @param status of HTTP, or 0 when there was none
 * @param body as it came, the key masked in it; null when none came or it was too large
 * @param problem one line for a person, or empty when all is well; never holds the key
 * @param retryAfterMillis how long the server wants to be left alone, or null
 * @param latencyMillis from sending to the last byte
 */
public record Reply(
    Outcome outcome,
    int status,
    @Nullable String body,
    String problem,
    @Nullable Long retryAfterMillis,
    long latencyMillis) {

  /** What a request came to. */
  public enum Outcome {
    /** An answer, good or bad. */
    ANSWERED,
    /** An answer larger than any may be; it was not read to its end. */
    TOO_LARGE,
    /** The server was asked too often: HTTP 429. */
    RATE_LIMITED,
    /** No answer in time: HTTP 408 or 504, or nothing. The judge may have worked all the same. */
    TIMED_OUT,
    /** The server failed, or the connection broke after the request was sent. */
    SERVER_ERROR,
    /** No connection: nothing was sent. */
    UNREACHABLE,
    /** The server refuses this request, and would again: HTTP 400, 413, 422 and the like. */
    REJECTED,
    /** The server refuses every request: HTTP 401, 402, 403, 404, 405 or a redirection. */
    REFUSED_ALL;

    /** What a server's answer with this status of HTTP means. */
    public static Outcome of(int status) {
      if (status >= 200 && status < 300) {
        return Outcome.ANSWERED;
      }
      return switch (status) {
        case 429 -> Outcome.RATE_LIMITED;
        case 408, 504 -> Outcome.TIMED_OUT;
        case 409, 425 -> Outcome.SERVER_ERROR;
        case 401, 402, 403, 404, 405 -> Outcome.REFUSED_ALL;
        default ->
            status >= 500
                ? Outcome.SERVER_ERROR
                : status >= 400 ? Outcome.REJECTED : Outcome.REFUSED_ALL;
      };
    }
  }

  /** Whether the same request may do better later. */
  public boolean mayPass() {
    return switch (outcome) {
      case RATE_LIMITED, TIMED_OUT, SERVER_ERROR, UNREACHABLE -> true;
      case ANSWERED, TOO_LARGE, REJECTED, REFUSED_ALL -> false;
    };
  }
}
