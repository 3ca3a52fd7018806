package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {

  private static final Instant TIME = Instant.parse("2026-11-03T10:00:00Z");

  private final ToolCall call = new ToolCall("track", "{\"parcel\":7}", "{\"at\":\"depot\"}", null);
  private final Message message = message("m1", "i1", "Where is it?", List.of(call));

  private static Message message(String id, String interaction, String text, List<ToolCall> calls) {
    return new Message(id, interaction, Sender.AGENT, MessageType.AGENT_MESSAGE, text, TIME, calls);
  }

  private static String hash(Message... messages) {
    return ContentHash.of(conversation(messages));
  }

  private static Conversation conversation(Message... messages) {
    return new Conversation(
        "c", "acme", null, null, null, null, true, new TreeMap<>(), null, List.of(messages));
  }

  @Test
  void isHalfOfASha256InLowercaseHex() {
    assertThat(hash(message)).matches("[0-9a-f]{32}");
  }

  @Test
  void doesNotDependOnWhatDescribesTheConversationAsAWhole() {
    TreeMap<String, String> tags = new TreeMap<>();
    tags.put("priority", "high");
    Conversation redelivered =
        new Conversation(
            "d",
            "other",
            "ticket-1",
            "service",
            "user",
            TIME,
            false,
            tags,
            new Simulation("run", "test", 1),
            List.of(message));

    assertThat(ContentHash.of(redelivered)).isEqualTo(hash(message));
  }

  @Test
  void everythingThatAnEvaluatorSeesOfAMessageChangesIt() {
    List<String> hashes = new ArrayList<>();
    hashes.add(hash());
    hashes.add(hash(message));
    hashes.add(hash(message, message));
    hashes.add(hash(message("m2", "i1", "Where is it?", List.of(call))));
    hashes.add(hash(message("m1", "i2", "Where is it?", List.of(call))));
    hashes.add(hash(message("m1", "i1", "Where is it", List.of(call))));
    hashes.add(hash(message("m1", "i1", "Where is it?", List.of())));
    hashes.add(hash(message("m1", "i1", "Where is it?", List.of(call, call))));
    for (ToolCall other :
        List.of(
            new ToolCall("trace", call.arguments(), call.result(), null),
            new ToolCall(call.name(), "{}", call.result(), null),
            new ToolCall(call.name(), call.arguments(), null, null),
            new ToolCall(call.name(), call.arguments(), "", null),
            new ToolCall(call.name(), call.arguments(), call.result(), "late"))) {
      hashes.add(hash(message("m1", "i1", "Where is it?", List.of(other))));
    }
    hashes.add(
        hash(
            new Message(
                "m1",
                "i1",
                Sender.USER,
                MessageType.AGENT_MESSAGE,
                "Where is it?",
                TIME,
                List.of(call))));
    hashes.add(
        hash(
            new Message(
                "m1",
                "i1",
                Sender.AGENT,
                MessageType.AGENT_INNER_THOUGHT,
                "Where is it?",
                TIME,
                List.of(call))));

    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void textThatMovesFromOneFieldToTheNextChangesIt() {
    assertThat(hash(message("m1", "i1x", "y", List.of())))
        .isNotEqualTo(hash(message("m1", "i1", "xy", List.of())));
  }

  @Test
  void theRenderingIsTheDocumentedLayout() {
    Message hello = message("a", "b", "\u00e9", List.of(new ToolCall("n", "{}", null, "e")));

    assertThat(ConversationRendering.toBytes(conversation(hello)))
        .isEqualTo(
            ("\0\0\0\24assay-conversation-1\0\0\0\1"
                    + "\0\0\0\1a\0\0\0\1b\0\0\0\5agent\0\0\0\15agent-message\0\0\0\2\u00c3\u00a9"
                    + "\0\0\0\1\0\0\0\1n\0\0\0\2{}\u00ff\u00ff\u00ff\u00ff\0\0\0\1e")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A change of these hashes makes every stored result look outdated: it is never an accident. */
  @Test
  void theHashesOfTheFrozenConversationsNeverDrift(@TempDir Path folder) throws IOException {
    Path file =
        Reading.write(folder.resolve("frozen.jsonl"), resource("frozen-conversations.jsonl"));

    List<String> hashes =
        Reading.all(file).stream()
            .map(Reading::conversation)
            .map(conversation -> conversation.id() + " " + ContentHash.of(conversation))
            .toList();

    assertThat(hashes)
        .isEqualTo(
            new String(resource("frozen-content-hashes.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ContentHashTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return in.readAllBytes();
    }
  }
}
