package dev.assay.archive.record;

import dev.assay.archive.RecordReading.Detail;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a record was read.
 *
 * @param format the name of its format
 * @param fields the fields in which details were found; of one that is absent there were none
 * @param unreadableTimes how many values stood where a time stands, and were none
 * @param ignored fields that nobody reads, such as {@code messages[].usage}; empty where nobody
 *     asked for them
 */
public record RecordNotes(
    String format, Map<Detail, String> fields, int unreadableTimes, List<String> ignored) {
  public RecordNotes {
    Objects.requireNonNull(format, "format");
    fields = Map.copyOf(fields);
    ignored = List.copyOf(ignored);
  }
}
