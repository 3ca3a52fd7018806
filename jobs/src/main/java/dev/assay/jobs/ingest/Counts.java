package dev.assay.jobs.ingest;

import dev.assay.archive.Mapping;
import dev.assay.archive.RejectionReason;
import dev.assay.insight.report.IngestSummary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many records of each file of a delivery became what. */
final class Counts implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Such a file is read again by the next run. */
  private static final Set<String> READ_AGAIN =
      Set.of(RejectionReason.UNREADABLE_FILE.label(), RejectionReason.CHANGED_WHILE_READ.label());

  private final ArrayList<HashMap<String, Long>> outcomes = new ArrayList<>();
  private final ArrayList<HashMap<String, Long>> reasons = new ArrayList<>();
  private final TreeMap<String, Long> assembled = new TreeMap<>();
  private final ArrayList<@Nullable First> first = new ArrayList<>();
  private final ReadNotes notes = new ReadNotes();
  private final long[] waiting;
  private final long[] parts;
  private long withdrawn;

  /** The first record of a file that was rejected. */
  private record First(long line, String reason) implements Serializable {}

  /**
   * Nothing is counted yet.
   *
   * @param files of the delivery
   */
  Counts(int files) {
    for (int i = 0; i < files; i++) {
      outcomes.add(new HashMap<>());
      reasons.add(new HashMap<>());
      first.add(null);
    }
    waiting = new long[files];
    parts = new long[files];
  }

  static Counts none() {
    return new Counts(0);
  }

  /** Counts records of a file that were rejected. */
  void rejected(int file, String reason, long records) {
    reasons.get(file).merge(reason, records, Long::sum);
  }

  /** Notes the first record of a file that was rejected for a reason. */
  void rejectedAt(int file, String reason, long line) {
    First known = first.get(file);
    if (known == null || line < known.line()) {
      first.set(file, new First(line, reason));
    }
  }

  /** Notes how records were read. */
  void notes(ReadNotes of) {
    notes.add(of);
  }

  /** What is wrong with mappings that no record was read by. */
  List<String> problems(List<Mapping> mappings) {
    return notes.matches().problems(mappings);
  }

  /**
   * Counts a record that was accepted.
   *
   * @param isFinished as the table has the conversation afterwards
   */
  void accepted(int file, String outcome, boolean isFinished) {
    if (outcome.equals(NewestContent.DUPLICATE)) {
      rejected(file, outcome, 1);
      return;
    }
    outcomes.get(file).merge(outcome, 1L, Long::sum);
    if (!isFinished && !outcome.equals(NewestContent.SUPERSEDED)) {
      waiting[file]++;
    }
  }

  /**
   * Counts records of conversations that were not known before.
   *
   * @param isFinished whether they are
   */
  void taken(int file, boolean isFinished, long records) {
    outcomes.get(file).merge(NewestContent.NEW, records, Long::sum);
    waiting[file] += isFinished ? 0 : records;
  }

  /** Counts records of a file that are parts of conversations. */
  void parts(int file, long records) {
    parts[file] += records;
  }

  /** Counts a conversation that was put together from fragments. */
  void assembled(String outcome) {
    assembled.merge(outcome, 1L, Long::sum);
  }

  /** Counts a conversation that its fragments no longer make. */
  void withdrawn() {
    withdrawn++;
  }

  private long of(int file, String outcome) {
    return outcomes.get(file).getOrDefault(outcome, 0L);
  }

  private long total(String outcome) {
    return outcomes.stream().mapToLong(o -> o.getOrDefault(outcome, 0L)).sum()
        + assembled.getOrDefault(outcome, 0L);
  }

  /** Rows of the quarantine: lines, and the place where the file breaks off if it does. */
  private long quarantined(int file) {
    return sum(reasons.get(file));
  }

  private long lines(int file) {
    return sum(outcomes.get(file)) + parts[file] + quarantined(file);
  }

  Delivery.FileCounts of(int file, FragmentCounts fragments) {
    return new Delivery.FileCounts(
        lines(file),
        sum(outcomes.get(file)) + parts[file] - of(file, NewestContent.SUPERSEDED),
        of(file, NewestContent.UNCHANGED),
        of(file, NewestContent.SUPERSEDED),
        waiting[file],
        quarantined(file),
        fragments.read(),
        fragments.used());
  }

  /** Whether a file need not be read again by the next run. */
  boolean readWhole(int file) {
    return reasons.get(file).keySet().stream().noneMatch(READ_AGAIN::contains);
  }

  IngestSummary summary(
      Delivery delivery,
      FragmentIntake.Outcome parts,
      List<String> problems,
      List<String> warnings) {
    FragmentCounts fragments = parts.all();
    TreeMap<String, Long> quarantined = new TreeMap<>();
    reasons.forEach(r -> r.forEach((reason, n) -> quarantined.merge(reason, n, Long::sum)));
    if (!delivery.problems().isEmpty()) {
      quarantined.merge(
          RejectionReason.UNREADABLE_FILE.label(), (long) delivery.problems().size(), Long::sum);
    }
    long lines = 0;
    long waits = 0;
    for (int i = 0; i < waiting.length; i++) {
      lines += lines(i);
      waits += waiting[i];
    }
    return new IngestSummary(
        delivery.files().size(),
        delivery.skippedFiles() + delivery.copies().size(),
        lines,
        total(NewestContent.NEW),
        total(NewestContent.CHANGED),
        total(NewestContent.UNCHANGED),
        total(NewestContent.SUPERSEDED),
        waits,
        quarantined,
        new IngestSummary.Fragments(
            Arrays.stream(this.parts).sum(),
            sum(assembled),
            withdrawn,
            fragments.read(),
            fragments.used(),
            fragments.reasons()),
        notes.summary(),
        files(delivery, parts),
        delivery.passedOver(),
        problems,
        warnings);
  }

  /** Each file, those first of which something was rejected. */
  private List<IngestSummary.File> files(Delivery delivery, FragmentIntake.Outcome fragments) {
    List<IngestSummary.File> files = new ArrayList<>();
    for (int i = 0; i < waiting.length; i++) {
      String path = delivery.files().get(i).path();
      FragmentCounts spans = fragments.of(path);
      First why = first.get(i);
      Long unread = spans.firstUnread();
      if (why == null && unread != null) {
        why = new First(unread, FragmentCounts.UNREAD);
      }
      boolean gaveNothing = quarantined(i) + (spans.isUnread() ? parts[i] : 0) == lines(i);
      files.add(
          new IngestSummary.File(
              path,
              lines(i),
              lines(i) - quarantined(i) - of(i, NewestContent.SUPERSEDED),
              quarantined(i),
              why == null ? null : why.reason(),
              why == null ? 0 : why.line(),
              gaveNothing && why != null && !why.reason().equals(IngestSummary.ERASED)));
    }
    files.sort(Comparator.comparing(file -> file.firstReason() == null));
    return files.subList(0, Math.min(files.size(), IngestSummary.MOST_FILES));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
