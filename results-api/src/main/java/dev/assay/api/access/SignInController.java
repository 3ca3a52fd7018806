package dev.assay.api.access;

import dev.assay.api.http.ApiError;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.installation.Settings;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Gives a token for a key. */
@RestController
final class SignInController {
  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private final ApiKeys keys;
  private final Tokens tokens;
  private final boolean isElsewhere;

  SignInController(ApiKeys keys, Tokens tokens, Settings settings) {
    this.keys = keys;
    this.tokens = tokens;
    this.isElsewhere = settings.server().oidc() != null;
  }

  @Call(CallGate.SIGN_IN)
  @PostMapping("/v1/{organization}/user/signin_with_api_key")
  ResponseEntity<byte[]> signIn(
      @PathVariable("organization") String organization,
      @RequestHeader(name = "x-api-key", defaultValue = "") String secret,
      @RequestHeader(name = "x-api-key-id", defaultValue = "") String keyId,
      @RequestHeader(name = "x-user-id", defaultValue = "") String userId) {
    if (isElsewhere) {
      throw new ApiError(
          403, "sign_in_elsewhere", "This server takes tokens of another issuer; sign in there");
    }
    ApiKeys.Proven key =
        keys.prove(organization, keyId, secret, userId)
            .orElseThrow(
                () ->
                    new ApiError(
                        401,
                        "invalid_credentials",
                        "The key, its id and the user do not belong together, or the key is revoked"));
    Tokens.Given token = tokens.give(key);
    return Json.answer(
        200, Map.of("id_token", token.text(), "expires_at", WITH_OFFSET.format(token.expiresAt())));
  }
}
