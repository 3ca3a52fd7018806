package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.ArchiveFormat;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.message.ModelCall;
import dev.assay.archive.message.RequestResponse;
import dev.assay.archive.value.RecordObject;

/**
 * A model's request and its response in one record, as proxies and providers log them: those of
 * OpenAI, LiteLLM and Bedrock, of OpenAI's batches and Responses, and any that name the two.
 */
public final class RequestResponseFormat implements ArchiveFormat {

  @Override
  public String name() {
    return "request-response";
  }

  @Override
  public boolean recognises(JsonNode record) {
    return RequestResponse.isIn(record);
  }

  @Override
  public Conversation read(JsonNode node, RecordReading reading) throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = RecordIdentity.of(record, name(), reading, RequestResponse.fields());
    ModelCall call = new ModelCall(new MessageReader(reading));
    RequestResponse.request(record, call);
    RequestResponse.response(record, call);
    return WholeConversation.conversation(
        identity, ConversationDetails.ofForeign(record, reading), call.messages(), reading);
  }
}
