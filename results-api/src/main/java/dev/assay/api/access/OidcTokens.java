package dev.assay.api.access;

import dev.assay.api.http.ApiError;
import dev.assay.installation.OidcSection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Tokens of an external OpenID Connect issuer, checked with the keys that it publishes. It also
 * says what its users may do. It is asked for its keys at the first token, so that the server
 * starts without it.
 */
final class OidcTokens implements TokenReader {
  private static final Logger log = LoggerFactory.getLogger(OidcTokens.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOCKS_APART = Duration.ofSeconds(30);

  private final OidcSection settings;
  private final Clock clock;
  private @Nullable NimbusJwtDecoder decoder;

  OidcTokens(OidcSection settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> callerOf(String token) {
    Jwt jwt;
    try {
      jwt = decoder().decode(token);
    } catch (BadJwtException | IllegalArgumentException notOurs) {
      return Optional.empty();
    } catch (JwtException e) {
      throw unreachable(e);
    }
    Optional<String> organization = text(jwt, settings.organizationClaim());
    Optional<String> user = text(jwt, settings.userClaim());
    Optional<Role> role =
        text(jwt, settings.roleClaim()).flatMap(r -> Role.of(r.toLowerCase(Locale.ROOT)));
    return organization.isEmpty() || user.isEmpty() || role.isEmpty() || jwt.getExpiresAt() == null
        ? Optional.empty()
        : Optional.of(new Caller(organization.get(), user.get(), role.get()));
  }

  private static Optional<String> text(Jwt jwt, String claim) {
    return jwt.getClaims().get(claim) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private synchronized NimbusJwtDecoder decoder() {
    NimbusJwtDecoder known = decoder;
    if (known == null) {
      try {
        known = discovered();
      } catch (RuntimeException e) {
        throw unreachable(e);
      }
      decoder = known;
    }
    return known;
  }

  /** Only keys that nobody can sign with who can check: no shared secret, and never none. */
  private NimbusJwtDecoder discovered() {
    SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
    requests.setConnectTimeout(PATIENCE);
    requests.setReadTimeout(PATIENCE);
    NimbusJwtDecoder made =
        NimbusJwtDecoder.withIssuerLocation(settings.issuer())
            .restOperations(new RestTemplate(requests))
            .jwsAlgorithms(all -> all.addAll(Set.of(SignatureAlgorithm.values())))
            .build();
    JwtTimestampValidator times = new JwtTimestampValidator(CLOCKS_APART);
    times.setClock(clock);
    made.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            times,
            new JwtIssuerValidator(settings.issuer()),
            new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(settings.audience()))));
    return made;
  }

  private static ApiError unreachable(RuntimeException cause) {
    log.warn("Cannot get the keys of the issuer of tokens", cause);
    return new ApiError(
        503, "issuer_unreachable", "The issuer of tokens cannot be reached; try again later");
  }
}
