package dev.assay.jobs.nightly;

import dev.assay.jobs.evaluate.WavePart;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFile;
import dev.assay.results.file.DataFileReader;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What files of {@code planned_conversation} hold.
 *
 * @param evaluations how many, by the metrics' ordinals
 * @param extent where the conversations lie
 */
record PlannedFiles(Map<Integer, Long> evaluations, WavePart.Extent extent) {

  private static final List<StructField> COLUMNS =
      Stream.of("metrics", "sample_key", "ingestion_sequence")
          .map(AssayTable.PLANNED_CONVERSATION.schema()::get)
          .toList();

  /**
   * Reads some files.
   *
   * @param files with at least one row
   */
  static PlannedFiles read(List<DataFile> files) throws IOException {
    Map<Integer, Long> evaluations = new HashMap<>();
    NavigableSet<Long> sequences = new TreeSet<>();
    long conversations = 0;
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    for (DataFile file : files) {
      try (DataFileReader reader =
          DataFileReader.open(Path.of(file.path()), COLUMNS, Optional.empty())) {
        @Nullable Object[] row = reader.read();
        while (row != null) {
          for (Object metric : (List<?>) there(row[0])) {
            evaluations.merge((Integer) metric, 1L, Long::sum);
          }
          long key = (Long) there(row[1]);
          lowest = Math.min(lowest, key);
          highest = Math.max(highest, key);
          sequences.add((Long) there(row[2]));
          conversations++;
          row = reader.read();
        }
      }
    }
    return new PlannedFiles(
        evaluations, new WavePart.Extent(conversations, lowest, highest, sequences));
  }

  private static Object there(@Nullable Object value) {
    return java.util.Objects.requireNonNull(value);
  }
}
