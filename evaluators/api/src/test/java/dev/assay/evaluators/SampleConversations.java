package dev.assay.evaluators;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Conversations that tests of evaluators share: ordinary ones and hostile ones. */
public final class SampleConversations {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private SampleConversations() {}

  /** A finished conversation of these messages, with a service, a user, a time and tags. */
  public static Conversation of(Message... messages) {
    TreeMap<String, @Nullable String> tags = new TreeMap<>(Map.of("channel", "chat"));
    tags.put("campaign", null);
    return new Conversation(
        "0123456789abcdef01234567",
        "org",
        "external",
        "parcel-tracking",
        "user-7",
        START,
        true,
        tags,
        null,
        List.of(messages));
  }

  /** As {@link #of(Message...)}, with nothing that may be absent. */
  public static Conversation bare(List<Message> messages) {
    return new Conversation(
        "0123456789abcdef01234567",
        "org",
        null,
        null,
        null,
        null,
        true,
        new TreeMap<>(),
        null,
        messages);
  }

  /** A message of the user, so many seconds into the conversation; its id is {@code m<seconds>}. */
  public static Message user(int seconds, String text) {
    return message(Sender.USER, MessageType.USER_MESSAGE, seconds, text);
  }

  /** A message of the agent. */
  public static Message agent(int seconds, String text, ToolCall... calls) {
    return message(Sender.AGENT, MessageType.AGENT_MESSAGE, seconds, text, calls);
  }

  /** A message of a tool. */
  public static Message tool(int seconds, String text) {
    return message(Sender.TOOL, MessageType.EXTERNAL_EVENT, seconds, text);
  }

  private static Message message(
      Sender sender, MessageType type, int seconds, String text, ToolCall... calls) {
    return new Message(
        "m" + seconds,
        "i" + seconds / 10,
        sender,
        type,
        text,
        START.plusSeconds(seconds),
        List.of(calls));
  }

  /** A user asks for a parcel and an agent finds it, with an apology and a tool call. */
  public static Conversation ordinary() {
    return of(
        user(0, "Hello, where is my parcel?"),
        agent(4, "I am sorry for the delay. Let me look."),
        agent(
            9,
            "",
            new ToolCall("find_parcel", "{\"id\": 7}", "{\"status\": \"on its way\"}", null)),
        agent(12, "It is on its way. Anything else?"),
        user(30, "No, thank you!"));
  }

  /** Conversations that no evaluator may stumble over, by what is hostile in them. */
  public static Map<String, Conversation> hostile() {
    Map<String, Conversation> conversations = new LinkedHashMap<>();
    conversations.put("empty texts", of(user(0, ""), agent(1, ""), tool(2, "")));
    conversations.put("blank texts", of(user(0, " \t\n"), agent(1, "\u00a0")));
    conversations.put("lone surrogates", of(user(0, "\ud800"), agent(1, "a\udfff\ud83d")));
    conversations.put("NULs", of(user(0, "\0\0"), agent(1, "a\0b\0")));
    conversations.put("control characters", of(user(0, "\u0007\u001b[31m\r\n\u2028")));
    conversations.put("20 MB of one letter", of(user(0, "a".repeat(20_000_000))));
    conversations.put("10,000 messages", of(many(10_000)));
    conversations.put("no times, no names", bare(timeless()));
    conversations.put(
        "empty tool call", of(agent(0, "", new ToolCall("", "", null, null)), agent(1, "x")));
    conversations.put("one system message", of(message(Sender.SYSTEM)));
    return conversations;
  }

  private static Message message(Sender sender) {
    return message(sender, MessageType.EXTERNAL_EVENT, 0, "system");
  }

  private static Message[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 2 == 0 ? user(i, "question " + i) : agent(i, "answer " + i))
        .toArray(Message[]::new);
  }

  private static List<Message> timeless() {
    List<Message> messages = new ArrayList<>();
    for (Message message : ordinary().messages()) {
      messages.add(
          new Message(
              message.id(),
              message.interactionId(),
              message.sender(),
              message.type(),
              message.text(),
              null,
              List.of()));
    }
    return messages;
  }
}
