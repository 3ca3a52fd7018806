package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageList;

/**
 * Messages with roles, under any of the usual names of their list, and with content in any
 * vocabulary: of OpenAI, Anthropic, Bedrock, Gemini, Vercel or OpenTelemetry.
 */
public final class ChatFormat implements ArchiveFormat {

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return MessageList.of(record).isPresent();
  }

  @Override
  public Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord {
    return WholeConversation.read(name(), record, MessageList.of(record).orElseThrow(), reading);
  }
}
