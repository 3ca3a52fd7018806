package dev.assay.jobs.ingest;

import java.io.Serializable;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of fragments.
 *
 * @param read all of them
 * @param used those that conversations consist of
 * @param reasons why the others are not used, and how many for each
 * @param firstUnread the first line of a file with one of which content was not understood, or null
 */
record FragmentCounts(
    long read, long used, SortedMap<String, Long> reasons, @Nullable Long firstUnread)
    implements Serializable {

  /** It was known before, or stands in the delivery twice. */
  static final String REPEATED = "known_before";

  /** It says nothing, as most spans do. */
  static final String SILENT = "says_nothing";

  /**
   * Others say it, too: it is within a call of a model or a tool, or a newer state of it is known.
   */
  static final String WITHIN = "within_others";

  /** Content of it was not understood. */
  static final String UNREAD = "unread_content";

  /** Content of another fragment of its conversation was not understood. */
  static final String WAITING = "waits_for_unread";

  /** Its conversation does not fit into memory. */
  static final String TOO_LARGE = "too_large";

  private static final Set<String> MEANING_NOTHING = Set.of(UNREAD, WAITING, SILENT);

  static final FragmentCounts NONE = new FragmentCounts(0, 0, Collections.emptySortedMap(), null);

  FragmentCounts {
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
  }

  /** One more that is used. */
  FragmentCounts plusUsed() {
    return new FragmentCounts(read + 1, used + 1, reasons, firstUnread);
  }

  /** One more of which content was not understood. */
  FragmentCounts plusUnread(long line) {
    FragmentCounts sum = plus(UNREAD, 1);
    return new FragmentCounts(sum.read, sum.used, sum.reasons, first(firstUnread, line));
  }

  private static @Nullable Long first(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other < one) ? other : one;
  }

  /** Whether no content that there is was understood: nothing is used, or known already. */
  boolean isUnread() {
    return used == 0 && firstUnread != null && MEANING_NOTHING.containsAll(reasons.keySet());
  }

  /** So many more that are not used for a reason. */
  FragmentCounts plus(String reason, long more) {
    TreeMap<String, Long> sum = new TreeMap<>(reasons);
    sum.merge(reason, more, Long::sum);
    return new FragmentCounts(read + more, used, sum, firstUnread);
  }

  FragmentCounts plus(FragmentCounts other) {
    TreeMap<String, Long> sum = new TreeMap<>(reasons);
    other.reasons.forEach((reason, more) -> sum.merge(reason, more, Long::sum));
    return new FragmentCounts(
        read + other.read, used + other.used, sum, first(firstUnread, other.firstUnread));
  }
}
