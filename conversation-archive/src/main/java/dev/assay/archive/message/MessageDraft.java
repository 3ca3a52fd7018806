package dev.assay.archive.message;

import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.archive.value.DerivedId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as its source gives it, before missing ids are derived.
 *
 * @param place its place in the source's list, from 0, with what sets it apart from others that the
 *     same message gave
 */
public record MessageDraft(
    String place,
    @Nullable String id,
    @Nullable String interactionId,
    Sender sender,
    MessageType type,
    String text,
    @Nullable Instant createdAt,
    List<ToolCall> toolCalls) {

  /** The type of a message of which only the sender is known. */
  static MessageType usualType(Sender sender) {
    return switch (sender) {
      case USER -> MessageType.USER_MESSAGE;
      case AGENT -> MessageType.AGENT_MESSAGE;
      case TOOL, SYSTEM -> MessageType.EXTERNAL_EVENT;
    };
  }

  /**
   * The messages with all their ids. A missing id comes of the conversation and the position; an id
   * that an earlier message has already comes of these and the id itself, so nothing is lost and no
   * two are alike. A message without an interaction id belongs to the interaction of the message
   * before it, unless it opens one: the first message does, and each of the user's that follows
   * another speaker's.
   */
  public static List<Message> complete(List<MessageDraft> drafts, String conversationId) {
    List<Message> messages = new ArrayList<>(drafts.size());
    Set<String> taken = new HashSet<>();
    String interaction = null;
    Sender before = null;
    for (MessageDraft draft : drafts) {
      String id = draft.uniqueId(conversationId, taken);
      boolean opens = draft.sender == Sender.USER && before != Sender.USER;
      if (draft.interactionId != null) {
        interaction = draft.interactionId;
      } else if (interaction == null || opens) {
        interaction = DerivedId.of(conversationId, "interaction", id);
      }
      messages.add(
          new Message(
              id,
              interaction,
              draft.sender,
              draft.type,
              draft.text,
              draft.createdAt,
              draft.toolCalls));
      before = draft.sender;
    }
    return messages;
  }

  private String uniqueId(String conversationId, Set<String> taken) {
    String unique = id == null ? DerivedId.of(conversationId, "message", place) : id;
    while (!taken.add(unique)) {
      unique = DerivedId.of(conversationId, "message", place, unique);
    }
    return unique;
  }
}
