package dev.assay.archive;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One conversation of one organization, whatever archive format it came from.
 *
 * @param id 24 lowercase hex; derived when the archive gives none
 * @param orgId the organization that delivered it
 * @param externalId what the source called it, when that is not {@code id}
 * @param serviceId the service that held the conversation
 * @param userId the person (or simulated person) who spoke with the agent
 * @param createdAt when it began, if the archive says
 * @param finished whether it has ended; an unfinished one waits for a later delivery
 * @param tags sorted by key; a value may be null
 * @param simulation which simulation run produced it, or null for a real conversation
 * @param messages in order; may be empty
 */
public record Conversation(
    String id,
    String orgId,
    @Nullable String externalId,
    @Nullable String serviceId,
    @Nullable String userId,
    @Nullable Instant createdAt,
    boolean finished,
    SortedMap<String, @Nullable String> tags,
    @Nullable Simulation simulation,
    List<Message> messages) {

  public Conversation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(orgId, "orgId");
    tags = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    messages = List.copyOf(messages);
  }

  /** When it began: {@code createdAt}, else the earliest time of a message, else null. */
  public @Nullable Instant beganAt() {
    if (createdAt != null) {
      return createdAt;
    }
    return messages.stream()
        .map(Message::createdAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The latest time of any message, or null when no message has a time. */
  public @Nullable Instant lastMessageAt() {
    Instant latest = null;
    for (Message message : messages) {
      Instant at = message.createdAt();
      if (at != null && (latest == null || at.isAfter(latest))) {
        latest = at;
      }
    }
    return latest;
  }
}
