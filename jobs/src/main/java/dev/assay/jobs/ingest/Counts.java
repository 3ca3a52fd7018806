package dev.assay.jobs.ingest;

import static org.apache.spark.sql.functions.col;

import dev.assay.archive.RejectionReason;
import dev.assay.insight.report.IngestSummary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many records of each file of a delivery became what. */
final class Counts {

  /** Such a file is read again by the next run. */
  private static final Set<String> READ_AGAIN =
      Set.of(RejectionReason.UNREADABLE_FILE.label(), RejectionReason.CHANGED_WHILE_READ.label());

  private final List<Map<String, Long>> outcomes;
  private final List<Map<String, Long>> reasons;
  private final long[] waiting;

  private Counts(int files) {
    outcomes = java.util.stream.Stream.generate(() -> mapOfCounts()).limit(files).toList();
    reasons = java.util.stream.Stream.generate(() -> mapOfCounts()).limit(files).toList();
    waiting = new long[files];
  }

  static Counts none() {
    return new Counts(0);
  }

  static Counts of(Dataset<Row> staged, Dataset<Row> decisions, int files) {
    Counts counts = new Counts(files);
    for (Row row :
        staged.where("reason IS NOT NULL").groupBy("file", "reason").count().collectAsList()) {
      counts.reasons.get(row.getInt(0)).merge(row.getString(1), row.getLong(2), Long::sum);
    }
    for (Row row :
        decisions
            .groupBy(col("file"), col("outcome"), col("is_finished"))
            .count()
            .collectAsList()) {
      int file = row.getInt(0);
      String outcome = row.getString(1);
      if (outcome.equals(NewestContent.DUPLICATE)) {
        counts.reasons.get(file).merge(outcome, row.getLong(3), Long::sum);
      } else {
        counts.outcomes.get(file).merge(outcome, row.getLong(3), Long::sum);
        if (!row.getBoolean(2) && !outcome.equals(NewestContent.SUPERSEDED)) {
          counts.waiting[file] += row.getLong(3);
        }
      }
    }
    return counts;
  }

  private long of(int file, String outcome) {
    return outcomes.get(file).getOrDefault(outcome, 0L);
  }

  long total(String outcome) {
    return outcomes.stream().mapToLong(o -> o.getOrDefault(outcome, 0L)).sum();
  }

  /** Records that were read as conversations, whatever became of them. */
  long acceptedRecords() {
    return outcomes.stream().mapToLong(Counts::sum).sum()
        + reasons.stream().mapToLong(r -> r.getOrDefault(NewestContent.DUPLICATE, 0L)).sum();
  }

  /** Rows of the quarantine: lines, and the place where the file breaks off if it does. */
  private long quarantined(int file) {
    return sum(reasons.get(file));
  }

  private long lines(int file) {
    return sum(outcomes.get(file)) + quarantined(file);
  }

  Delivery.FileCounts of(int file) {
    return new Delivery.FileCounts(
        lines(file),
        sum(outcomes.get(file)) - of(file, NewestContent.SUPERSEDED),
        of(file, NewestContent.UNCHANGED),
        of(file, NewestContent.SUPERSEDED),
        waiting[file],
        quarantined(file));
  }

  /** Whether a file need not be read again by the next run. */
  boolean readWhole(int file) {
    return reasons.get(file).keySet().stream().noneMatch(READ_AGAIN::contains);
  }

  IngestSummary summary(Delivery delivery, List<String> problems) {
    TreeMap<String, Long> quarantined = new TreeMap<>();
    reasons.forEach(r -> r.forEach((reason, n) -> quarantined.merge(reason, n, Long::sum)));
    if (!problems.isEmpty()) {
      quarantined.merge(RejectionReason.UNREADABLE_FILE.label(), (long) problems.size(), Long::sum);
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
        delivery.passedOver(),
        problems);
  }

  private static Map<String, Long> mapOfCounts() {
    return new HashMap<>();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
