package dev.assay.installation;

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
    String issuer, String audience, String organizationClaim, String userClaim, String roleClaim) {}
