package dev.assay.evaluators.code.runtime;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.cel.common.values.NullValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as expressions see it, shared by all metrics evaluated on it. What takes a pass
 * over the messages is made at most once, and only when an expression asks. Used by one thread.
 */
public final class ConversationView {
  private final Conversation conversation;
  private @Nullable List<Message> userMessages;
  private @Nullable List<Message> agentMessages;
  private @Nullable List<ToolCall> toolCalls;
  private @Nullable Map<Object, Object> tags;

  public ConversationView(Conversation conversation) {
    this.conversation = conversation;
  }

  public Conversation conversation() {
    return conversation;
  }

  public List<Message> userMessages() {
    List<Message> known = userMessages;
    if (known == null) {
      known = spokenBy(Sender.USER);
      userMessages = known;
    }
    return known;
  }

  public List<Message> agentMessages() {
    List<Message> known = agentMessages;
    if (known == null) {
      known = spokenBy(Sender.AGENT);
      agentMessages = known;
    }
    return known;
  }

  public List<ToolCall> toolCalls() {
    List<ToolCall> known = toolCalls;
    if (known == null) {
      known = conversation.messages().stream().flatMap(m -> m.toolCalls().stream()).toList();
      toolCalls = known;
    }
    return known;
  }

  public Map<Object, Object> tags() {
    Map<Object, Object> known = tags;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (Map.Entry<String, @Nullable String> tag : conversation.tags().entrySet()) {
        String value = tag.getValue();
        known.put(tag.getKey(), value == null ? NullValue.NULL_VALUE : value);
      }
      tags = known;
    }
    return known;
  }

  private List<Message> spokenBy(Sender sender) {
    return conversation.messages().stream()
        .filter(message -> message.sender() == sender && !message.text().isBlank())
        .toList();
  }
}
