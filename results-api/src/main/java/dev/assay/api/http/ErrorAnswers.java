package dev.assay.api.http;

import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what goes wrong into an answer; what nobody expected is logged and told no more of. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class ErrorAnswers {
  private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

  @ExceptionHandler(ApiError.class)
  ResponseEntity<byte[]> refused(ApiError error) {
    return Json.answer(error);
  }

  @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
  ResponseEntity<byte[]> wrongMethod(HttpRequestMethodNotSupportedException error) {
    ResponseEntity<byte[]> answer =
        Json.answer(
            new ApiError(
                405,
                "method_not_allowed",
                "This route has no %s; it has %s"
                    .formatted(
                        error.getMethod(),
                        List.of(
                            error.getSupportedMethods() == null
                                ? new String[0]
                                : error.getSupportedMethods()))));
    return ResponseEntity.status(answer.getStatusCode())
        .headers(
            headers -> {
              headers.addAll(answer.getHeaders());
              headers.addAll(HttpHeaders.readOnlyHttpHeaders(error.getHeaders()));
            })
        .body(answer.getBody());
  }

  /** Parameters that are no text in UTF-8, or too many. */
  @ExceptionHandler(InvalidParameterException.class)
  ResponseEntity<byte[]> unreadable(InvalidParameterException error) {
    return Json.answer(
        new ApiError(400, "invalid_request", "The parameters of the request cannot be read"));
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<byte[]> other(Exception error) {
    if (error instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
      int status = known.getStatusCode().value();
      return Json.answer(
          status == 404
              ? new ApiError(404, "not_found", "There is no such route")
              : new ApiError(status, "invalid_request", "The request cannot be read"));
    }
    log.error("A request failed", error);
    return Json.answer(new ApiError(500, "internal_error", "The server failed; its log says why"));
  }
}
