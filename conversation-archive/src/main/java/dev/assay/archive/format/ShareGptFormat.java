package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageList;
import java.util.Optional;

/** ShareGPT: {@code conversations} with {@code from} and {@code value}. */
public final class ShareGptFormat implements ArchiveFormat {

  @Override
  public String name() {
    return "sharegpt";
  }

  @Override
  public boolean recognises(JsonNode record) {
    Optional<MessageList> list = MessageList.of(record);
    return list.isPresent() && list.get().anyHas("from") && list.get().anyHas("value");
  }

  @Override
  public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    return WholeConversation.read(name(), record, MessageList.of(record).orElseThrow(), reading);
  }
}
