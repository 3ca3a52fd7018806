package dev.assay.archive;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param id unique in its conversation; 24 lowercase hex when derived
 * @param interactionId the exchange it belongs to
 * @param sender who spoke
 * @param type what kind of message it is
 * @param text never null; empty where the source had none
 * @param createdAt null when the source gives no time
 * @param toolCalls the calls made in this message, in order
 */
public record Message(
    String id,
    String interactionId,
    Sender sender,
    MessageType type,
    String text,
    @Nullable Instant createdAt,
    List<ToolCall> toolCalls) {

  public Message {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(interactionId, "interactionId");
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(text, "text");
    toolCalls = List.copyOf(toolCalls);
  }
}
