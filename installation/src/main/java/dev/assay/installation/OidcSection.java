package dev.assay.installation;

import java.util.Optional;

/**
 * The section {@code server.oidc} of the settings: who issues tokens in place of the server.
 *
 * @param issuer its address, exactly as tokens name it
 * @param audience that tokens must be for
 * @param organizationClaim the claim that names the organization
 * @param userClaim the claim that names the user
 * @param roleClaim the claim that names the role
 */
public record OidcSection(
    String issuer, String audience, String organizationClaim, String userClaim, String roleClaim) {

  static Optional<OidcSection> read(SettingsSection oidc) {
    Optional<String> issuer =
        oidc.requiredText("issuer", "https://login.example.com/realms/assay")
            .filter(
                address -> {
                  boolean fine = address.matches("https?://[^?#@]+");
                  if (!fine) {
                    oidc.problem("issuer", "'server.oidc.issuer' must be an http or https address");
                  }
                  return fine;
                });
    Optional<String> audience = oidc.requiredText("audience", "assay");
    String organization = oidc.text("organization_claim").orElse("org");
    String user = oidc.text("user_claim").orElse("sub");
    String role = oidc.text("role_claim").orElse("role");
    return issuer.flatMap(
        by -> audience.map(to -> new OidcSection(by, to, organization, user, role)));
  }
}
