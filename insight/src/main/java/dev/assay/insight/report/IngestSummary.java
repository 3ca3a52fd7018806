package dev.assay.insight.report;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an ingestion took in. {@code lines = accepted + superseded + fragments.records +
 * quarantined}, always.
 *
 * @param files new files that were read
 * @param skippedFiles files that were taken in before
 * @param lines records in the new files
 * @param newConversations seen for the first time
 * @param changedConversations whose content changed
 * @param unchanged copies of content that was known
 * @param superseded records older than the content that was known, or than another in this delivery
 * @param waiting accepted conversations that are not finished
 * @param quarantined records and files that could not be read, by reason
 * @param fragments what was made of records that are parts of conversations
 * @param passedOver files that are no archives, each with the reason
 * @param problems paths that could not be read, each with the reason
 */
public record IngestSummary(
    long files,
    long skippedFiles,
    long lines,
    long newConversations,
    long changedConversations,
    long unchanged,
    long superseded,
    long waiting,
    SortedMap<String, Long> quarantined,
    Fragments fragments,
    List<String> passedOver,
    List<String> problems) {

  /**
   * What was made of records that are parts of conversations. {@code read} is the sum of {@code
   * used} and all of {@code notUsed}.
   *
   * @param records that were read; each may have several fragments
   * @param conversations that were put together, from these fragments and earlier ones
   * @param withdrawn conversations that are none, now that more is known of them
   * @param read fragments
   * @param used of them, those that conversations consist of
   * @param notUsed how many others there are for each reason
   */
  public record Fragments(
      long records,
      long conversations,
      long withdrawn,
      long read,
      long used,
      SortedMap<String, Long> notUsed) {

    public static final Fragments NONE = new Fragments(0, 0, 0, 0, 0, new TreeMap<>());

    public Fragments {
      notUsed = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(notUsed));
    }
  }

  public IngestSummary {
    quarantined = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(quarantined));
    passedOver = List.copyOf(passedOver);
    problems = List.copyOf(problems);
  }

  /** Of a run that takes nothing in. */
  public static final IngestSummary NOTHING = nothing(0, List.of(), List.of());

  public static IngestSummary nothing(
      long skippedFiles, List<String> passedOver, List<String> problems) {
    return new IngestSummary(
        0,
        skippedFiles,
        0,
        0,
        0,
        0,
        0,
        0,
        new TreeMap<>(Map.of()),
        Fragments.NONE,
        passedOver,
        problems);
  }

  /** All that is in quarantine because of this ingestion. */
  public long quarantinedTotal() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }
}
