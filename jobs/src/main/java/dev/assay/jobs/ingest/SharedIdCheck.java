package dev.assay.jobs.ingest;

import dev.assay.archive.SampleKey;
import dev.assay.jobs.ingest.Decisions.Replaced;
import dev.assay.jobs.ingest.Decisions.Row;
import dev.assay.results.AssayTable;
import dev.assay.results.file.DataFileReader;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether contents that follow one another under one id share no message: then the id names
 * several conversations, as where a source numbers those of each file anew.
 */
final class SharedIdCheck {

  private static final List<StructField> COLUMNS =
      Stream.of("archive_file", "id", "messages", "sample_key")
          .map(AssayTable.CONVERSATION.schema()::get)
          .toList();

  /** Of a message, as a row has it. */
  private static final int TEXT = 4;

  private SharedIdCheck() {}

  /** A warning, or nothing. */
  static List<String> warnings(List<Replaced> some) throws IOException {
    int apart = 0;
    String first = "";
    for (Replaced each : some) {
      @Nullable Object @Nullable [] older = row(each, each.older());
      @Nullable Object @Nullable [] newer = row(each, each.newer());
      if (older != null && newer != null && areApart(texts(older), texts(newer))) {
        apart++;
        if (first.isEmpty()) {
          // Not the id itself: this is kept longer than a conversation may be.
          first = "one in %s and another in %s".formatted(older[0], newer[0]);
        }
      }
    }
    return apart == 0
        ? List.of()
        : List.of(
            "Of %,d conversations looked at whose content changed, %,d share no message with what they were: under one id, %s. If ids are unique in their file only, set archive.id_scope: file, and take the files in anew in another home."
                .formatted(some.size(), apart, first));
  }

  /** One that says nothing may be any other. */
  private static boolean areApart(Set<Object> older, Set<Object> newer) {
    return !older.isEmpty() && !newer.isEmpty() && Collections.disjoint(older, newer);
  }

  private static @Nullable Object @Nullable [] row(Replaced of, Row in) throws IOException {
    long key = SampleKey.of(of.orgId(), of.id());
    try (DataFileReader reader =
        DataFileReader.open(
            Path.of(in.dataFile()),
            COLUMNS,
            Optional.of(new DataFileReader.Range("sample_key", key, key + 1)))) {
      @Nullable Object[] row = reader.read();
      while (row != null && !of.id().equals(row[1])) {
        row = reader.read();
      }
      return row;
    }
  }

  /** Of what is said. */
  private static Set<Object> texts(@Nullable Object[] row) {
    Set<Object> texts = new HashSet<>();
    for (Object message : (List<?>) Objects.requireNonNull(row[2])) {
      Object text = Objects.requireNonNull(((@Nullable Object[]) message)[TEXT]);
      if (!text.toString().isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }
}
