package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageList;
import java.util.Optional;

/** LangChain: messages with a {@code type} in place of a role, or serialized with their class. */
public final class LangChainFormat implements ArchiveFormat {

  @Override
  public String name() {
    return "langchain";
  }

  @Override
  public boolean recognises(JsonNode record) {
    Optional<MessageList> list = MessageList.of(record);
    return list.isPresent()
        && !list.get().anyHas("role")
        && !list.get().anyHas("from")
        && (list.get().anyHas("kwargs") || list.get().anyHas("type"));
  }

  @Override
  public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    return WholeConversation.read(name(), record, MessageList.of(record).orElseThrow(), reading);
  }
}
