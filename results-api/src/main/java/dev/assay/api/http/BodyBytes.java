package dev.assay.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Reads bodies, but not for ever: a client that sends a byte now and then holds a thread. */
public final class BodyBytes {
  /** The attribute of a request that says how long its body may take, a {@link Duration}. */
  public static final String TIMEOUT = BodyBytes.class.getName() + ".timeout";

  private static final int AT_ONCE = 8192;

  private BodyBytes() {}

  /**
   * The body, at most so much of it.
   *
   * @throws ApiError 400 when it breaks off, 408 when it takes too long to come
   */
  static byte[] of(HttpServletRequest request, int most) throws IOException {
    long begun = System.nanoTime();
    long allowed =
        request.getAttribute(TIMEOUT) instanceof Duration given ? given.toNanos() : Long.MAX_VALUE;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[AT_ONCE];
    InputStream in = request.getInputStream();
    while (body.size() < most) {
      int read;
      try {
        read = in.read(buffer, 0, Math.min(buffer.length, most - body.size()));
      } catch (SocketTimeoutException e) {
        throw tooSlow();
      } catch (IOException e) {
        throw new ApiError(400, "invalid_request", "The body breaks off, or is badly framed");
      }
      if (read < 0) {
        break;
      }
      body.write(buffer, 0, read);
      if (System.nanoTime() - begun > allowed) {
        throw tooSlow();
      }
    }
    return body.toByteArray();
  }

  private static ApiError tooSlow() {
    return new ApiError(408, "request_timeout", "The body takes too long to come");
  }
}
