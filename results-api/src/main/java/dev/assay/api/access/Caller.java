package dev.assay.api.access;

import dev.assay.api.http.ApiError;
import java.util.Objects;

/**
 * Who makes a request, as proven by its token and as the database says now.
 *
 * @param orgId the organization
 * @param userId the user within it
 * @param role what the user may do
 */
public record Caller(String orgId, String userId, Role role) {

  public Caller {
    Objects.requireNonNull(orgId, "orgId");
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(role, "role");
  }

  public boolean may(Permission permission) {
    return role.allows(permission);
  }

  /**
   * Lets those pass who have the permission.
   *
   * @throws ApiError 403 for all others
   */
  public void require(Permission permission) {
    if (!may(permission)) {
      throw new ApiError(
          403,
          "missing_permission",
          "The permission %s is needed; the role %s does not have it"
              .formatted(permission.label(), role.label()));
    }
  }
}
