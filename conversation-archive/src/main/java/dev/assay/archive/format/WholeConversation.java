package dev.assay.archive.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.message.MessageDraft;
import dev.assay.archive.message.MessageList;
import dev.assay.archive.message.MessageReader;
import dev.assay.archive.message.ModelCall;
import dev.assay.archive.message.SourceMessage;
import dev.assay.archive.message.Transcript;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;

/** A record that holds a conversation as a whole. */
final class WholeConversation {

  private WholeConversation() {}

  /** Reads a record whose messages are a list. */
  static Conversation read(String format, JsonNode node, MessageList list, RecordReading reading)
      throws UnreadableRecord {
    RecordObject record = new RecordObject(node, "");
    RecordIdentity identity = RecordIdentity.of(record, format, reading, List.of(list.field()));
    ConversationDetails details = ConversationDetails.ofForeign(record, reading);
    MessageReader reader = new MessageReader(reading);
    ModelCall beside = new ModelCall(reader);
    beside.system(record, list);
    List<SourceMessage> messages = new ArrayList<>();
    // Of no place in the list, so that the others' ids do not depend on it.
    beside.messages().forEach(message -> messages.add(message.at(-1)));
    messages.addAll(reader.read(list.objects(record)));
    only(node, list);
    return conversation(identity, details, messages, reading);
  }

  /** The conversation that these messages are. */
  static Conversation conversation(
      RecordIdentity identity,
      ConversationDetails details,
      List<SourceMessage> messages,
      RecordReading reading)
      throws UnreadableRecord {
    List<Message> complete = MessageDraft.complete(Transcript.drafts(messages), identity.id());
    if (complete.stream()
        .allMatch(message -> message.text().isBlank() && message.toolCalls().isEmpty())) {
      throw new UnreadableRecord(
          RejectionReason.UNREAD_CONTENT,
          complete.isEmpty()
              ? "Cannot read a conversation: it has no messages"
              : "Cannot read a conversation: none of its %d messages has a text or a call"
                  .formatted(complete.size()));
    }
    return details.with(identity, reading.orgId(), complete);
  }

  /** A second list of messages is content, too: it must be the same, or the beginning of it. */
  private static void only(JsonNode node, MessageList list) throws UnreadableRecord {
    for (MessageList other : MessageList.all(node)) {
      if (!other.field().equals(list.field()) && !isBeginning(other.messages(), list.messages())) {
        throw new UnreadableRecord(
            RejectionReason.UNREAD_CONTENT,
            "Cannot read all of the record: it has messages under %s, and others under %s"
                .formatted(list.field(), other.field()));
      }
    }
  }

  private static boolean isBeginning(JsonNode messages, JsonNode of) {
    if (messages.size() > of.size()) {
      return false;
    }
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).equals(of.get(i))) {
        return false;
      }
    }
    return true;
  }
}
