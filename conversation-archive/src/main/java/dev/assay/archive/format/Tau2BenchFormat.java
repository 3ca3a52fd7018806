package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageList;

/**
 * A simulation of tau2-bench: chat messages, of which a tool's has the id of its call as its own.
 */
public final class Tau2BenchFormat implements ArchiveFormat {
  private static final String MESSAGES = "messages";

  @Override
  public String name() {
    return "tau2-bench";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return record.has("task_id")
        && (record.has("termination_reason") || record.has("reward_info"))
        && MessageList.of(record, MESSAGES).isPresent();
  }

  @Override
  public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    return WholeConversation.read(
        name(), record, MessageList.of(record, MESSAGES).orElseThrow(), reading);
  }
}
