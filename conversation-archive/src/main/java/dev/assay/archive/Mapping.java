package dev.assay.archive;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where records that no format knows have what makes a conversation. Paths that are null are not in
 * them.
 *
 * @param name the name of the format that this is
 * @param when what a record must have to be read so; null is {@code messages}
 * @param id the source's name for the conversation
 * @param messages the list of messages
 * @param sender who speaks, within a message
 * @param text what is said, within a message: text, or parts that the formats know
 * @param time when, within a message
 * @param user who spoke with the agent
 * @param service which service answered
 * @param createdAt when the conversation began
 * @param tags an object, or a list
 * @param calls of tools; null when messages have none
 * @param roles who is meant by words for those who speak, in lower case, beside the usual words
 */
public record Mapping(
    String name,
    @Nullable FieldPath when,
    @Nullable FieldPath id,
    FieldPath messages,
    FieldPath sender,
    FieldPath text,
    @Nullable FieldPath time,
    @Nullable FieldPath user,
    @Nullable FieldPath service,
    @Nullable FieldPath createdAt,
    @Nullable FieldPath tags,
    @Nullable Calls calls,
    Map<String, Sender> roles)
    implements Serializable {

  public Mapping {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(text, "text");
    TreeMap<String, Sender> words = new TreeMap<>();
    roles.forEach((word, meant) -> words.put(word(word), meant));
    roles = Map.copyOf(words);
  }

  /**
   * Where the calls of tools stand.
   *
   * @param list within a message: a list of calls, or one
   * @param name within a call: the tool's
   * @param arguments within a call
   * @param result within a call
   * @param error within a call: what went wrong, or whether the result is an error
   */
  public record Calls(
      FieldPath list,
      FieldPath name,
      @Nullable FieldPath arguments,
      @Nullable FieldPath result,
      @Nullable FieldPath error)
      implements Serializable {

    public Calls {
      Objects.requireNonNull(list, "list");
      Objects.requireNonNull(name, "name");
    }

    private boolean reads(List<String> steps) {
      return anyHolds(steps, name, arguments, result, error);
    }
  }

  /** What a record must have to be read by this. */
  public FieldPath recognisedBy() {
    return when == null ? messages : when;
  }

  /** A word for one who speaks, as {@link #roles} has it. */
  public static String word(String said) {
    return said.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether what stands at {@code steps} of a record is read. */
  public boolean reads(List<String> steps) {
    int message = messages.steps().size() + 1;
    return anyHolds(steps, id, user, service, createdAt, tags)
        || (when != null && when.steps().equals(steps))
        || (steps.size() > message
            && messages.holds(steps)
            && readsOfMessage(steps.subList(message, steps.size())));
  }

  /** Whether what stands at {@code steps} of a message is read. */
  public boolean readsOfMessage(List<String> steps) {
    if (anyHolds(steps, sender, text, time)) {
      return true;
    }
    if (calls == null || !calls.list().holds(steps)) {
      return false;
    }
    List<String> of = steps.subList(calls.list().steps().size(), steps.size());
    return of.isEmpty()
        || calls.reads(of)
        || (FieldPath.place(of.get(0)) >= 0 && calls.reads(of.subList(1, of.size())));
  }

  private static boolean anyHolds(List<String> steps, @Nullable FieldPath... paths) {
    return Stream.of(paths).anyMatch(path -> path != null && path.holds(steps));
  }
}
