package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.assay.api.TestServer.Reply;
import dev.assay.api.TestServer.UserKey;
import dev.assay.api.access.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an issuer that publishes its keys over HTTP. */
class OidcIT {
  @TempDir private static Path folder;
  private static HttpServer issuer;
  private static RSAKey key;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException, JOSEException {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"subject_types_supported\":[\"public\"]}"
            .formatted(address(), address()));
    answer("/keys", new JWKSet(key.toPublicJWK()).toString());
    issuer.start();
    server =
        TestServer.start(
            folder, "server: {oidc: {issuer: \"%s\", audience: assay}}".formatted(address()));
  }

  @AfterAll
  static void stop() {
    server.close();
    issuer.stop(0);
  }

  @Test
  void aTokenOfTheIssuerOpensItsOrganizationWithItsRole() throws JOSEException {
    String token = signed(claims().build());

    assertThat(call(token, "acme").status()).isEqualTo(200);
    assertThat(call(token, "other").status()).isEqualTo(404);
    Reply refused = server.new Client(token, "acme").post("metric/", "{}");
    assertThat(refused.is(403).code()).isEqualTo("missing_permission");
  }

  @Test
  void whatIsForgedExpiredOrForOthersIsRefused() throws JOSEException {
    RSAKey strange = new RSAKeyGenerator(2048).keyID("one").generate();
    Instant past = Instant.now().minusSeconds(600);

    refused(signed(claims().expirationTime(Date.from(past)).build()));
    refused(signed(claims().expirationTime(null).build()));
    refused(signed(claims().audience("others").build()));
    refused(signed(claims().issuer("http://127.0.0.1:1").build()));
    refused(signed(claims().claim("role", "owner").build()));
    refused(signed(claims().claim("org", null).build()));
    refused(signed(claims().build(), JWSAlgorithm.RS256, new RSASSASigner(strange)));
    refused(new PlainJWT(claims().build()).serialize());
    byte[] publicKey = key.toRSAPublicKey().getEncoded();
    refused(signed(claims().build(), JWSAlgorithm.HS256, new MACSigner(publicKey)));
    byte[] publicText = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    refused(signed(claims().build(), JWSAlgorithm.HS256, new MACSigner(publicText)));
  }

  @Test
  void nobodySignsInHereWithAKey() {
    UserKey own = server.key("acme", "ann", Role.ADMIN);
    assertThat(server.signIn(own).is(403).code()).isEqualTo("sign_in_elsewhere");
  }

  @Test
  void anIssuerThatCannotBeReachedIsToldAsSuch(@TempDir Path other) throws JOSEException {
    try (TestServer alone =
        TestServer.start(
            other, "server: {oidc: {issuer: \"http://127.0.0.1:1\", audience: assay}}")) {
      Reply reply = alone.new Client(signed(claims().build()), "acme").get("metric/");
      assertThat(reply.is(503).code()).isEqualTo("issuer_unreachable");
    }
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(address())
        .audience("assay")
        .subject("ann")
        .claim("org", "acme")
        .claim("role", "viewer")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(key));
  }

  private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID("one").type(JOSEObjectType.JWT).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static void refused(String token) {
    assertThat(call(token, "acme").is(401).code()).isEqualTo("invalid_token");
  }

  private static Reply call(String token, String org) {
    return server.new Client(token, org).get("metric/");
  }

  private static String address() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort();
  }

  private static void answer(String path, String json) {
    issuer.createContext(
        path,
        exchange -> {
          byte[] body = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
