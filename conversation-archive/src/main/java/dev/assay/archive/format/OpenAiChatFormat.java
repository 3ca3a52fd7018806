package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.UnreadableRecord;
import java.util.List;

/** OpenAI chat: {@code messages} with {@code role} and {@code content}. */
public final class OpenAiChatFormat implements ArchiveFormat {

  private static final String MESSAGES = "messages";

  @Override
  public String name() {
    return "openai-chat";
  }

  @Override
  public boolean recognises(JsonNode record) {
    JsonNode messages = record.path(MESSAGES);
    return messages.isArray()
        && ChatMessages.anyHas(messages, "role")
        && !ChatMessages.anyHas(messages, "sender");
  }

  @Override
  public Conversation read(JsonNode node, String orgId) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = RecordIdentity.of(record, name(), orgId, MESSAGES);
    ConversationDetails details = ConversationDetails.ofForeign(record);
    List<Message> messages =
        MessageDraft.complete(ChatMessages.read(record, MESSAGES), identity.id());
    return details.with(identity, orgId, messages);
  }
}
