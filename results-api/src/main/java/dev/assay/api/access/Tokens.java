package dev.assay.api.access;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * The signed tokens (JWT, HS256) that a sign-in gives. A token says whose it is and for which key
 * it was given; what its user may do is asked of the database at each call, so that a revoked key
 * ends its tokens.
 */
final class Tokens {
  private static final String ISSUER = "assay";
  private static final String ORGANIZATION = "org";
  private static final String KEY = "key";

  private final NimbusJwtEncoder encoder;
  private final NimbusJwtDecoder decoder;
  private final Clock clock;
  private final Duration lifetime;

  /**
   * A token as the client gets it.
   *
   * @param expiresAt whole seconds
   */
  record Given(String text, Instant expiresAt) {}

  Tokens(SecretKey secret, Clock clock, Duration lifetime) {
    this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(secret));
    this.decoder = NimbusJwtDecoder.withSecretKey(secret).macAlgorithm(MacAlgorithm.HS256).build();
    this.clock = clock;
    this.lifetime = lifetime;
    JwtTimestampValidator times = new JwtTimestampValidator(Duration.ZERO);
    times.setClock(clock);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(times, new JwtIssuerValidator(ISSUER)));
  }

  Given give(ApiKeys.Proven key) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    // A second more, since cutting the fraction off must not make it shorter than promised.
    Instant end = now.plus(lifetime).plusSeconds(1);
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(ISSUER)
            .subject(key.userId())
            .claim(ORGANIZATION, key.orgId())
            .claim(KEY, key.id())
            .issuedAt(now)
            .expiresAt(end)
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).type("JWT").build();
    return new Given(
        encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue(), end);
  }

  /** Whose token it is; empty when it is forged, expired or no token at all. */
  Optional<ApiKeys.Proven> read(String token) {
    Jwt jwt;
    try {
      jwt = decoder.decode(token);
    } catch (JwtException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    String user = jwt.getSubject();
    String organization = jwt.getClaimAsString(ORGANIZATION);
    String key = jwt.getClaimAsString(KEY);
    return user == null || organization == null || key == null || jwt.getExpiresAt() == null
        ? Optional.empty()
        : Optional.of(new ApiKeys.Proven(key, organization, user));
  }
}
