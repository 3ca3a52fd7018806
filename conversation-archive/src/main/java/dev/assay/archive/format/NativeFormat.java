package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.value.RecordObject;
import java.util.List;

/**
 * Assay's own shape: {@code messages} with {@code sender}, {@code message_type}, {@code message}.
 */
public final class NativeFormat implements ArchiveFormat {
  private static final String MESSAGES = "messages";

  @Override
  public String name() {
    return "native";
  }

  /** An empty list of messages is native too, as nothing speaks against it. */
  @Override
  public boolean recognises(JsonNode record) {
    JsonNode messages = record.path(MESSAGES);
    MessageList list = new MessageList(MESSAGES, messages);
    return messages.isArray()
        && (messages.isEmpty()
            || list.anyHas("sender")
            || list.anyHas("message_type")
            || (list.anyHas("message") && !list.anyHas("role")));
  }

  @Override
  public Conversation read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = RecordIdentity.of(record, name(), reading, List.of(MESSAGES));
    return WholeConversation.conversation(
        identity,
        ConversationDetails.of(record, reading),
        new MessageReader(reading).read(record.objects(MESSAGES)),
        reading);
  }
}
