package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.record.MappingMatches;
import dev.assay.archive.record.RecordNotes;
import dev.assay.insight.report.IngestSummary;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/** How records were read, in sum. Not thread-safe. */
final class ReadNotes implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Long> formats = new TreeMap<>();
  private final MappingMatches matches = new MappingMatches();
  private long derivedIds;
  private long withoutTime;
  private long unreadableTimes;

  /** Adds a record that is a conversation. */
  void add(RecordNotes notes, Conversation conversation) {
    add(notes);
    if (!notes.fields().containsKey(Detail.ID)) {
      derivedIds++;
    }
    if (conversation.createdAt() == null && conversation.lastMessageAt() == null) {
      withoutTime++;
    }
  }

  /** Adds a record that is parts of conversations. */
  void add(RecordNotes notes) {
    formats.merge(notes.format(), 1L, Long::sum);
    unreadableTimes += notes.unreadableTimes();
  }

  void add(ReadNotes other) {
    other.formats.forEach((format, records) -> formats.merge(format, records, Long::sum));
    matches.add(other.matches);
    derivedIds += other.derivedIds;
    withoutTime += other.withoutTime;
    unreadableTimes += other.unreadableTimes;
  }

  /** Is told of records that mappings may read. */
  MappingMatches matches() {
    return matches;
  }

  IngestSummary.Reading summary() {
    SortedMap<String, Long> records = new TreeMap<>(formats);
    return new IngestSummary.Reading(records, derivedIds, withoutTime, unreadableTimes);
  }
}
