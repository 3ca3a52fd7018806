package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.archive.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assay's own shape: {@code messages} with {@code sender}, {@code message_type}, {@code message}.
 */
public final class NativeFormat implements ArchiveFormat {

  @Override
  public String name() {
    return "native";
  }

  /** An empty list of messages is native too, as nothing speaks against it. */
  @Override
  public boolean recognises(JsonNode record) {
    JsonNode messages = record.path("messages");
    return messages.isArray()
        && (messages.isEmpty()
            || ChatMessages.anyHas(messages, "sender")
            || ChatMessages.anyHas(messages, "message_type")
            || ChatMessages.anyHas(messages, "message"));
  }

  @Override
  public Conversation read(JsonNode node, String orgId) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = RecordIdentity.of(record, name(), orgId, "messages");
    ConversationDetails details = ConversationDetails.of(record);
    List<MessageDraft> drafts = new ArrayList<>();
    for (RecordObject message : record.objects("messages")) {
      drafts.add(draft(message, drafts.size()));
    }
    return details.with(identity, orgId, MessageDraft.complete(drafts, identity.id()));
  }

  private static MessageDraft draft(RecordObject message, int position) throws UnreadableRecord {
    Sender sender = sender(message);
    MessageType type = type(message);
    if (sender == null) {
      if (type == null) {
        throw message.missing("sender");
      }
      sender = usualSender(type);
    }
    String text = message.text("message");
    return new MessageDraft(
        position,
        message.name("id"),
        message.name("interaction_id"),
        sender,
        type == null ? MessageDraft.usualType(sender) : type,
        text == null ? "" : text,
        message.time("created_at"),
        calls(message));
  }

  private static @Nullable Sender sender(RecordObject message) throws UnreadableRecord {
    String word = message.name("sender");
    return word == null
        ? null
        : Sender.fromLabel(word)
            .orElseThrow(() -> message.unreadable("sender", "user, agent, tool or system", word));
  }

  private static @Nullable MessageType type(RecordObject message) throws UnreadableRecord {
    String word = message.name("message_type");
    return word == null
        ? null
        : MessageType.fromLabel(word)
            .orElseThrow(
                () ->
                    message.unreadable(
                        "message_type",
                        "user-message, agent-message, external-event or agent-inner-thought",
                        word));
  }

  private static Sender usualSender(MessageType type) {
    return switch (type) {
      case USER_MESSAGE -> Sender.USER;
      case AGENT_MESSAGE, AGENT_INNER_THOUGHT -> Sender.AGENT;
      case EXTERNAL_EVENT -> Sender.SYSTEM;
    };
  }

  private static List<ToolCall> calls(RecordObject message) throws UnreadableRecord {
    List<ToolCall> calls = new ArrayList<>();
    for (RecordObject call : message.objects("tool_calls")) {
      String name = call.text("name");
      String arguments = json(call, "arguments");
      calls.add(
          new ToolCall(
              name == null ? "" : name,
              arguments == null ? "" : arguments,
              json(call, "result"),
              json(call, "error")));
    }
    return calls;
  }

  private static @Nullable String json(RecordObject call, String field) {
    JsonNode value = call.value(field);
    return value == null ? null : CleanText.ofJson(value);
  }
}
