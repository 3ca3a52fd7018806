package dev.assay.erasure;

import java.util.Locale;

/**
 * Whom or what to erase.
 *
 * @param orgId the organization
 * @param subject what is named
 * @param name of a conversation its id, Assay's or its source's; of a user the id
 * @param again what becomes of a conversation that is delivered again
 */
public record EraseRequest(String orgId, Subject subject, String name, Again again) {

  /** What is named. */
  public enum Subject {
    CONVERSATION,
    /** All conversations of the user. */
    USER
  }

  /** What becomes of an erased conversation that is delivered again. */
  public enum Again {
    REFUSE,
    ADMIT
  }

  @Override
  public String toString() {
    return "%s %s of organization %s"
        .formatted(subject.name().toLowerCase(Locale.ROOT), name, orgId);
  }
}
