package dev.assay.catalog;

import java.util.Objects;

/**
 * Who did something.
 *
 * @param orgId the organization
 * @param userId the user within it
 */
public record Actor(String orgId, String userId) {
  public Actor {
    Objects.requireNonNull(orgId, "orgId");
    Objects.requireNonNull(userId, "userId");
  }
}
