package dev.assay.api.access;

import dev.assay.api.http.AccessLog;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.BodyBytes;
import dev.assay.api.http.Call;
import dev.assay.api.http.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * What every call of an organization passes before its body is read: its token, its limit and its
 * organization. Routes without {@link Call} pass freely.
 */
public final class CallGate implements HandlerInterceptor {

  static final String SIGN_IN = "sign_in";

  /** The attribute of a request that holds its {@link Caller}. */
  static final String CALLER = CallGate.class.getName() + ".caller";

  private static final String BEARER = "bearer ";

  private final ApiKeys keys;
  private final TokenReader tokens;
  private final RateLimits limits;
  private final Duration requestTimeout;

  CallGate(ApiKeys keys, TokenReader tokens, RateLimits limits, Duration requestTimeout) {
    this.keys = keys;
    this.tokens = tokens;
    this.limits = limits;
    this.requestTimeout = requestTimeout;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Call call =
        handler instanceof HandlerMethod method ? method.getMethodAnnotation(Call.class) : null;
    if (call == null) {
      return true;
    }
    request.setAttribute(BodyBytes.TIMEOUT, requestTimeout);
    boolean isSignIn = call.value().equals(SIGN_IN);
    boolean isRead = request.getMethod().equals("GET");
    String organization = organization(request);
    Optional<Caller> caller = isSignIn ? Optional.empty() : caller(request);
    limits.count(call.value(), limited(request, organization, caller), isRead, response);
    if (isSignIn) {
      return true;
    }
    if (caller.isEmpty()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      throw new ApiError(
          401, "invalid_token", "A token is needed that is valid and not expired; sign in");
    }
    request.setAttribute(AccessLog.CALLER, caller.get().orgId() + "/" + caller.get().userId());
    request.setAttribute(CALLER, caller.get());
    check(caller.get(), organization);
    return true;
  }

  private void check(Caller caller, String organization) {
    if (!caller.orgId().equals(organization)) {
      throw keys.knowsOrganization(organization)
          ? new ApiError(403, "wrong_organization", "The token is of another organization")
          : new ApiError(404, "organization_not_found", "There is no such organization");
    }
  }

  private Optional<Caller> caller(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.empty()
        : tokens.callerOf(header.substring(BEARER.length()).strip());
  }

  /** Whose limit a call counts against: the user's, and before that is known the address's. */
  private static String limited(
      HttpServletRequest request, String organization, Optional<Caller> caller) {
    return caller
        .map(known -> "user\0" + known.orgId() + "\0" + known.userId())
        .orElseGet(
            () ->
                String.join(
                    "\0",
                    "address",
                    request.getRemoteAddr(),
                    organization,
                    String.valueOf(request.getHeader("x-user-id"))));
  }

  private static String organization(HttpServletRequest request) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return variables instanceof Map<?, ?> map ? String.valueOf(map.get("organization")) : "";
  }
}
