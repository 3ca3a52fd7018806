package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.TestServer.UserKey;
import dev.assay.api.access.Role;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class SignInIT {

  private static TestServer server;
  private static UserKey key;

  @BeforeAll
  static void start() {
    server = TestServer.shared();
    key = server.key("acme", "ann", Role.ADMIN);
  }

  @Test
  void aKeyGivesATokenThatLastsAtLeastHalfAnHour() {
    Reply reply = server.signIn(key).is(200);

    String expiresAt = reply.json().get("expires_at").stringValue();
    assertThat(expiresAt).endsWith("+00:00");
    assertThat(OffsetDateTime.parse(expiresAt).toInstant())
        .isAfter(Instant.now().plus(Duration.ofMinutes(30)));
    assertThat(reply.json().propertyNames()).containsExactlyInAnyOrder("id_token", "expires_at");
    assertThat(reply.header("Content-Length")).isNotEmpty();
    assertThat(reply.header("Transfer-Encoding")).isEmpty();
    assertThat(whoAmI(reply.json().get("id_token").stringValue(), "acme").status()).isEqualTo(404);
  }

  @Test
  void aSlashAtTheEndMeansNothing() {
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.uri("/v1/acme/user/signin_with_api_key/"))
                        .header("x-api-key", key.secret())
                        .header("x-api-key-id", key.id())
                        .header("x-user-id", key.user())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .status())
        .isEqualTo(200);
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    UserKey other = server.key("other", "ann", Role.VIEWER);
    for (UserKey wrong :
        List.of(
            new UserKey("acme", "ann", key.id(), key.secret() + "x"),
            new UserKey("acme", "ann", key.id(), ""),
            new UserKey("acme", "ann", other.id(), key.secret()),
            new UserKey("acme", "bob", key.id(), key.secret()),
            new UserKey("other", "ann", key.id(), key.secret()),
            new UserKey("nobody", "ann", key.id(), key.secret()),
            new UserKey("acme", "ann", "0".repeat(24), key.secret()),
            new UserKey("acme", "ann", "' OR 1=1 --", key.secret()))) {
      Reply reply = server.signIn(wrong).is(401);
      assertThat(reply.code()).isEqualTo("invalid_credentials");
      assertThat(reply.json().propertyNames())
          .containsExactlyInAnyOrder("message", "code", "detail");
    }
  }

  @Test
  void aRevokedKeyEndsItsTokensAtOnce() {
    UserKey lost = server.key("acme", "carl", Role.EDITOR);
    String token = server.signIn(lost).is(200).json().get("id_token").stringValue();
    assertThat(whoAmI(token, "acme").status()).isEqualTo(404);

    assertThat(server.revoke(lost)).isTrue();

    assertThat(whoAmI(token, "acme").status()).isEqualTo(401);
    assertThat(server.signIn(lost).status()).isEqualTo(401);
    assertThat(server.revoke(lost)).isFalse();
  }

  @Test
  void aTokenOpensItsOwnOrganizationAlone() {
    server.key("other", "dora", Role.VIEWER);
    String token = server.signIn(key).is(200).json().get("id_token").stringValue();

    assertThat(whoAmI(token, "other").is(403).code()).isEqualTo("wrong_organization");
    assertThat(whoAmI(token, "unheard-of").is(404).code()).isEqualTo("organization_not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "Bearer null"})
  void whatIsNoTokenIsRefused(String header) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(ROUTE.formatted("acme")));
    if (!header.isEmpty()) {
      request.header("Authorization", header);
    }
    Reply reply = server.send(request.GET().build()).is(401);

    assertThat(reply.code()).isEqualTo("invalid_token");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(reply.header("X-RateLimit-Remaining")).isNotEmpty();
  }

  @Test
  void aForgedOrExpiredTokenIsRefused() throws JOSEException, ParseException {
    byte[] secret = secret();
    Date later = Date.from(Instant.now().plusSeconds(600));
    assertThat(whoAmI(signed(secret, later, key.id()), "acme").status())
        .as("signed as the server does")
        .isEqualTo(404);

    assertThat(whoAmI(signed(new byte[32], later, key.id()), "acme").status()).isEqualTo(401);
    Date before = Date.from(Instant.now().minusSeconds(1));
    assertThat(whoAmI(signed(secret, before, key.id()), "acme").status()).isEqualTo(401);
    assertThat(whoAmI(signed(secret, later, "0".repeat(24)), "acme").status()).isEqualTo(401);
    assertThat(whoAmI(new PlainJWT(claims(later, key.id())).serialize(), "acme").status())
        .isEqualTo(401);
    String good = signed(secret, later, key.id());
    String[] parts = good.split("\\.", -1);
    String swapped =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8)
                        .replace("\"ann\"", "\"bob\"")
                        .getBytes(UTF_8))
            + "."
            + parts[2];
    assertThat(whoAmI(swapped, "acme").status()).isEqualTo(401);
    assertThat(whoAmI(parts[0] + "." + parts[1] + ".", "acme").status()).isEqualTo(401);
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;
  private static final String ROUTE = "/v1/%s/metric/" + "0".repeat(24);

  /** Calls a route that needs a token; a good one leads to a metric that is not found. */
  private static Reply whoAmI(String token, String org) {
    return server.send(
        HttpRequest.newBuilder(server.uri(ROUTE.formatted(org)))
            .header("Authorization", "Bearer " + token)
            .GET()
            .build());
  }

  private static byte[] secret() {
    return Base64.getDecoder()
        .decode(
            JdbcClient.create(server.database().dataSource())
                .sql("SELECT secret FROM token_secret")
                .query(String.class)
                .single());
  }

  private static JWTClaimsSet claims(Date expiry, String keyId) {
    return new JWTClaimsSet.Builder()
        .issuer("assay")
        .subject("ann")
        .claim("org", "acme")
        .claim("key", keyId)
        .expirationTime(expiry)
        .build();
  }

  private static String signed(byte[] secret, Date expiry, String keyId) throws JOSEException {
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(expiry, keyId));
    jwt.sign(new MACSigner(secret));
    return jwt.serialize();
  }
}
