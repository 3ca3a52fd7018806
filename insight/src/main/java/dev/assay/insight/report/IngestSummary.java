package dev.assay.insight.report;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * @param reading how records were read
 * @param fileLines the files, those first of which something was rejected; at most {@link
 *     #MOST_FILES}
 * @param passedOver files that are no archives, each with the reason
 * @param problems paths that could not be read, each with the reason, and mappings that nothing was
 *     read by
 * @param warnings what was taken in, and may not be what was meant
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
    Reading reading,
    List<File> fileLines,
    List<String> passedOver,
    List<String> problems,
    List<String> warnings) {

  /** Why a record of an erased conversation is not taken in. */
  public static final String ERASED = "erased_before";

  /** So many files are told of one by one. */
  public static final int MOST_FILES = 1_000;

  /**
   * How records were read.
   *
   * @param formats how many records of each
   * @param derivedIds conversations whose id is derived of their content
   * @param withoutTime conversations in which no time is found
   * @param unreadableTimes values that stand where a time stands, and are none
   */
  public record Reading(
      SortedMap<String, Long> formats, long derivedIds, long withoutTime, long unreadableTimes) {

    public static final Reading NONE = new Reading(new TreeMap<>(), 0, 0, 0);

    public Reading {
      formats = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(formats));
    }
  }

  /**
   * What became of a file's records.
   *
   * @param accepted records whose content is the newest, or parts of conversations
   * @param firstReason why the first record was rejected, or not understood as a part of a
   *     conversation, or null
   * @param firstLine and where it stands; what it says is in the quarantine alone
   * @param gaveNothing whether it has records, and none of them was understood, though nobody had
   *     them erased
   */
  public record File(
      String path,
      long lines,
      long accepted,
      long quarantined,
      @Nullable String firstReason,
      long firstLine,
      boolean gaveNothing) {}

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
    fileLines = List.copyOf(fileLines);
    passedOver = List.copyOf(passedOver);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
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
        Reading.NONE,
        List.of(),
        passedOver,
        problems,
        List.of());
  }

  /** Whether a path could not be read, or a whole file gave nothing. */
  public boolean needsAPerson() {
    return !problems.isEmpty() || fileLines.stream().anyMatch(File::gaveNothing);
  }

  /** All that is in quarantine because of this ingestion. */
  public long quarantinedTotal() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }
}
