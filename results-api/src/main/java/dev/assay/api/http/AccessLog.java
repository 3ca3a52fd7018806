package dev.assay.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One line a request: who called which route, what came of it and how long it took. Headers, query
 * strings and bodies are never logged, since they carry keys, tokens and what people wrote.
 */
public final class AccessLog extends OncePerRequestFilter {

  /** The attribute of a request that says who makes it. */
  public static final String CALLER = AccessLog.class.getName() + ".caller";

  private static final Logger log = LoggerFactory.getLogger("assay.access");
  private static final long NANOS_A_MICRO = 1_000;

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long begun = System.nanoTime();
    try {
      chain.doFilter(request, response);
    } finally {
      Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      Object caller = request.getAttribute(CALLER);
      log.atInfo()
          .addKeyValue("method", request.getMethod())
          .addKeyValue("route", route == null ? "" : route.toString())
          .addKeyValue("status", response.getStatus())
          .addKeyValue("micros", (System.nanoTime() - begun) / NANOS_A_MICRO)
          .addKeyValue("caller", caller == null ? "" : caller.toString())
          .addKeyValue("address", request.getRemoteAddr())
          .log("request");
    }
  }
}
