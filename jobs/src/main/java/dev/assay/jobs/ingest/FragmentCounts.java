package dev.assay.jobs.ingest;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of fragments.
 *
 * @param read all of them
 * @param used those that conversations consist of
 * @param reasons why the others are not used, and how many for each
 */
record FragmentCounts(long read, long used, SortedMap<String, Long> reasons)
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

  static final FragmentCounts NONE = new FragmentCounts(0, 0, Collections.emptySortedMap());

  FragmentCounts {
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
  }

  /** One more that is used. */
  FragmentCounts plusUsed() {
    return new FragmentCounts(read + 1, used + 1, reasons);
  }

  /** So many more that are not used for a reason. */
  FragmentCounts plus(String reason, long more) {
    TreeMap<String, Long> sum = new TreeMap<>(reasons);
    sum.merge(reason, more, Long::sum);
    return new FragmentCounts(read + more, used, sum);
  }

  FragmentCounts plus(FragmentCounts other) {
    TreeMap<String, Long> sum = new TreeMap<>(reasons);
    other.reasons.forEach((reason, more) -> sum.merge(reason, more, Long::sum));
    return new FragmentCounts(read + other.read, used + other.used, sum);
  }
}
