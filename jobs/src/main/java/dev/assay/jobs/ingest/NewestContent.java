package dev.assay.jobs.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a conversation's records holds its newest content, and what becomes of the others.
 *
 * <p>Records take effect one after the other, in order of delivery. One whose last message is as
 * late as that of the content known, or later, takes its place; an earlier one, or one without
 * times where there are some, changes nothing. A record of the same content can only add: a
 * conversation that was finished stays finished, its last message stays the latest, and it begins
 * when the first record that says so has it. So the same records come to the same end however they
 * are cut into deliveries.
 */
final class NewestContent {

  /** What becomes of an accepted record; kept in staging and counted. */
  static final String NEW = "new";

  static final String CHANGED = "changed";
  static final String UNCHANGED = "unchanged";
  static final String SUPERSEDED = "superseded";
  static final String DUPLICATE = "duplicate_id";

  private static final Comparator<@Nullable Instant> BY_TIME =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private NewestContent() {}

  /**
   * A conversation's content as the table has it.
   *
   * @param hash of the content
   * @param lastMessageAt time of its last message, or null
   * @param createdAt when it began, as its source says, or null
   */
  record Known(
      String hash,
      @Nullable Instant lastMessageAt,
      boolean isFinished,
      @Nullable Instant createdAt) {

    boolean hasContentOf(Known other) {
      return hash.equals(other.hash);
    }
  }

  /**
   * A record of a delivery.
   *
   * @param content what it holds
   * @param file place of its file in the delivery
   * @param line place of the record in the file, from 1
   */
  record Delivered(Known content, int file, long line) {}

  /**
   * What becomes of a record.
   *
   * @param content what the table has afterwards, for records that hold it; else the record's own
   * @param newestLine the line of the delivery's newest record
   */
  record Decided(Delivered record, String outcome, Known content, long newestLine) {}

  /**
   * Decides for all records of one conversation in a delivery, of which there is at least one.
   *
   * @param known what the table has, or empty
   */
  static List<Decided> decide(Optional<Known> known, List<Delivered> records) {
    List<Delivered> inOrder = new ArrayList<>(records);
    inOrder.sort(Comparator.comparingInt(Delivered::file).thenComparingLong(Delivered::line));
    Optional<Known> state = known;
    for (Delivered record : inOrder) {
      state = Optional.of(state.map(s -> after(s, record.content())).orElse(record.content()));
    }
    Known end = state.orElseThrow();
    Delivered newest =
        latest(inOrder.stream().filter(r -> r.content().hasContentOf(end)).toList())
            .or(() -> latest(inOrder))
            .orElseThrow();
    List<Decided> decided = new ArrayList<>();
    for (Delivered record : inOrder) {
      Known content = record.content().hasContentOf(end) ? end : record.content();
      decided.add(new Decided(record, outcome(record, newest, known, end), content, newest.line()));
    }
    return decided;
  }

  /** The last of those with the latest message. */
  private static Optional<Delivered> latest(List<Delivered> records) {
    return records.stream()
        .reduce(
            (a, b) ->
                BY_TIME.compare(b.content().lastMessageAt(), a.content().lastMessageAt()) < 0
                    ? a
                    : b);
  }

  private static String outcome(
      Delivered record, Delivered newest, Optional<Known> known, Known end) {
    if (record.content().hasContentOf(end)) {
      if (!record.equals(newest)) {
        return UNCHANGED;
      }
      return known.map(k -> k.equals(end) ? UNCHANGED : CHANGED).orElse(NEW);
    }
    boolean isOther = !record.content().hasContentOf(newest.content());
    return isOther && record.file() == newest.file() ? DUPLICATE : SUPERSEDED;
  }

  private static Known after(Known state, Known next) {
    boolean isOlder = BY_TIME.compare(next.lastMessageAt(), state.lastMessageAt()) < 0;
    if (!next.hasContentOf(state)) {
      return isOlder ? state : next;
    }
    return new Known(
        state.hash(),
        isOlder ? state.lastMessageAt() : next.lastMessageAt(),
        state.isFinished() || next.isFinished(),
        state.createdAt() == null ? next.createdAt() : state.createdAt());
  }
}
