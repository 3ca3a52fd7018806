package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.IdScope;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedIdsTest {
  private static final Path A = Path.of("a.jsonl");
  private static final Path B = Path.of("b.jsonl");

  private static Conversation conversation(String id, String... texts) {
    List<Message> messages =
        Stream.of(texts)
            .map(
                text ->
                    new Message(
                        text, "i", Sender.USER, MessageType.USER_MESSAGE, text, null, List.of()))
            .toList();
    return new Conversation(
        id, "acme", "C-" + id, null, null, null, true, new TreeMap<>(), null, messages);
  }

  @Test
  void tellsAnIdThatTwoFilesHaveForConversationsThatShareNothing() {
    SharedIds ids = new SharedIds(IdScope.DELIVERY);
    ids.add(A, conversation("1", "hello", "thanks"));
    ids.add(B, conversation("1", "good morning"));

    assertThat(ids.warnings())
        .containsExactly(
            "Warning: id C-1 names a conversation in a.jsonl and another one in b.jsonl, which share"
                + " no message; only the later one would be kept. Where ids are unique in their file"
                + " only, set archive.id_scope: file in the settings");
  }

  @Test
  void aConversationThatGrewOrStandsTwiceInAFileIsNone() {
    SharedIds ids = new SharedIds(IdScope.DELIVERY);
    ids.add(A, conversation("1", "hello"));
    ids.add(B, conversation("1", "hello", "thanks"));
    ids.add(Path.of("c.jsonl"), conversation("1", "thanks "));
    ids.add(A, conversation("2", "hello"));
    ids.add(A, conversation("2", "good morning"));

    assertThat(ids.warnings()).isEmpty();
  }

  @Test
  void tellsThreeAndCountsTheRest() {
    SharedIds ids = new SharedIds(IdScope.FILE);
    for (int i = 0; i < 5; i++) {
      ids.add(A, conversation("" + i, "hello"));
      ids.add(B, conversation("" + i, "good morning"));
    }

    assertThat(ids.warnings()).hasSize(4).last().isEqualTo("Warning: and 2 more ids like these");
    assertThat(ids.warnings().get(0)).contains("so give them others");
  }

  @Test
  void tellsWhenItsMemoryWasFull() {
    SharedIds ids = new SharedIds(IdScope.DELIVERY, 1);
    ids.add(A, conversation("1", "hello"));
    ids.add(A, conversation("2", "hello"));
    ids.add(B, conversation("2", "good morning"));

    assertThat(ids.warnings())
        .containsExactly(
            "Warning: only the first 1 ids were compared, whether two files have them for"
                + " conversations that share no message");
  }
}
