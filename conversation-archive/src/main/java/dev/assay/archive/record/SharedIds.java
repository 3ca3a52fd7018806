package dev.assay.archive.record;

import dev.assay.archive.Conversation;
import dev.assay.archive.IdScope;
import dev.assay.archive.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds ids under which two files have conversations that share no message: those are two
 * conversations, of which one would take the other's place. Of each only hashes of its messages are
 * kept, and of so many ids as memory is set aside for.
 */
final class SharedIds {
  static final int MOST_IDS = 200_000;
  private static final long MOST_HASHES = 4_000_000;
  private static final int TOLD = 3;

  private final IdScope scope;
  private final int mostIds;
  private final Map<String, Seen> seen = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private long hashes;
  private long found;
  private boolean full;

  SharedIds(IdScope scope) {
    this(scope, MOST_IDS);
  }

  /**
   * @param mostIds so many are compared
   */
  SharedIds(IdScope scope, int mostIds) {
    this.scope = scope;
    this.mostIds = mostIds;
  }

  /** Where an id was last seen, and sorted hashes of the messages there. */
  private static final class Seen {
    private final Path file;
    private final int[] messages;

    Seen(Path file, int[] messages) {
      this.file = file;
      this.messages = messages;
    }

    boolean sharesNone(int[] others) {
      return Arrays.stream(others).noneMatch(hash -> Arrays.binarySearch(messages, hash) >= 0);
    }
  }

  void add(Path file, Conversation conversation) {
    String id = conversation.orgId() + '\n' + conversation.id();
    Seen before = seen.get(id);
    if (before == null && (seen.size() == mostIds || hashes >= MOST_HASHES)) {
      full = true;
      return;
    }
    int[] messages =
        conversation.messages().stream().mapToInt(SharedIds::hash).sorted().distinct().toArray();
    if (before != null && !before.file.equals(file) && before.sharesNone(messages)) {
      tell(conversation, before.file, file);
    }
    seen.put(id, new Seen(file, messages));
    hashes += messages.length - (before == null ? 0 : before.messages.length);
  }

  private static int hash(Message message) {
    return Objects.hash(
        message.sender().label(), message.text().strip(), message.toolCalls().hashCode());
  }

  private void tell(Conversation conversation, Path first, Path second) {
    found++;
    if (told.size() == TOLD) {
      return;
    }
    String id = Objects.requireNonNullElse(conversation.externalId(), conversation.id());
    String mend =
        switch (scope) {
          case DELIVERY ->
              "Where ids are unique in their file only, set archive.id_scope: file in the settings";
          case FILE ->
              "The setting archive.id_scope: file tells files apart by their names, so give them others";
        };
    told.add(
        "Warning: id %s names a conversation in %s and another one in %s, which share no message; only the later one would be kept. %s"
            .formatted(id, first, second, mend));
  }

  /** A line each. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(told);
    if (found > told.size()) {
      warnings.add("Warning: and %,d more ids like these".formatted(found - told.size()));
    }
    if (full) {
      warnings.add(
          "Warning: only the first %,d ids were compared, whether two files have them for conversations that share no message"
              .formatted(seen.size()));
    }
    return warnings;
  }
}
