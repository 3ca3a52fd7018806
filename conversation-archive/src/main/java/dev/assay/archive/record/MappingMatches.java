package dev.assay.archive.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Mapping;
import dev.assay.archive.value.FieldValues;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which mappings have matched a record, and where the first records have something. Bounded. For
 * one thread; what several threads have found is {@link #add added} up.
 */
public final class MappingMatches implements Serializable {
  private static final int MOST_RECORDS = 1_000;
  private static final int MOST_LEAVES = 1_000;
  private static final int MOST_PATHS = 10_000;
  private static final int TOLD = 20;

  private final Set<String> matched = new TreeSet<>();
  private final Map<String, Long> paths = new HashMap<>();
  private int seen;

  /** A record, whether any mapping matches it or not. */
  void seen(JsonNode record) {
    if (seen == MOST_RECORDS) {
      return;
    }
    seen++;
    FieldValues.leaves(record, MOST_LEAVES).stream()
        .map(FieldValues::shown)
        .collect(Collectors.toCollection(LinkedHashSet::new))
        .forEach(path -> count(path, 1));
  }

  private void count(String path, long times) {
    if (paths.size() < MOST_PATHS || paths.containsKey(path)) {
      paths.merge(path, times, Long::sum);
    }
  }

  /** A mapping matched a record, which it may yet have rejected. */
  void matched(String mapping) {
    matched.add(mapping);
  }

  /** Adds what was found elsewhere. */
  public void add(MappingMatches other) {
    matched.addAll(other.matched);
    seen = Math.min(MOST_RECORDS, seen + other.seen);
    other.paths.forEach(this::count);
  }

  /**
   * A line for each mapping that matched no record; none when there were no records.
   *
   * @param mappings those that records were read by
   */
  public List<String> problems(List<Mapping> mappings) {
    return seen == 0
        ? List.of()
        : mappings.stream()
            .filter(mapping -> !matched.contains(mapping.name()))
            .map(
                mapping ->
                    "Mapping %s matched no record: none has anything at %s; paths there are: %s"
                        .formatted(mapping.name(), mapping.recognisedBy(), paths()))
            .toList();
  }

  /** The most frequent ones. */
  private String paths() {
    String some =
        paths.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(TOLD)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return paths.size() > TOLD
        ? "%s, and %,d more".formatted(some, paths.size() - TOLD)
        : paths.isEmpty() ? "none" : some;
  }
}
