package dev.assay.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Answers requests that the web server refuses before any route sees them. */
public final class JsonErrorValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    // Of a version or a coding of HTTP that the web server does not know: the client's doing.
    boolean isUnknown =
        status == HttpServletResponse.SC_NOT_IMPLEMENTED
            || status == HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED;
    if (isUnknown) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
    byte[] body =
        status < 500 || isUnknown
            ? Json.errorBytes("invalid_request", "The request cannot be read")
            : Json.errorBytes("internal_error", "The server failed; its log says why");
    try {
      response.setContentType("application/json");
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException gone) {
      container.getLogger().debug("Cannot report an error", gone);
    }
  }
}
