package dev.assay.jobs.evaluate;

import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.PlannedConversation;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.DataFiles.Bounded;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.SortedFiles;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a wave: its conversations of which the sample keys are in a range.
 *
 * @param planned files of {@code planned_conversation} that may have some
 * @param conversations files of that table that may have some
 * @param from the least key
 * @param to beyond the greatest
 */
public record WavePart(List<String> planned, List<String> conversations, long from, long to)
    implements Serializable {

  /** What is planned of them is in memory at once, for each task. */
  private static final long MOST_CONVERSATIONS = 32_768;

  /** And their pages, compressed. */
  private static final long MOST_BYTES = 32 << 20;

  /** Fewer are not worth a task of their own. */
  private static final long FEWEST_CONVERSATIONS = 20;

  private static final String KEY = "sample_key";
  private static final String SEQUENCE = "ingestion_sequence";

  /** What is read of a conversation beside itself, behind it. */
  private static final List<String> BESIDE = List.of("content_hash", KEY);

  private static final List<StructField> COLUMNS =
      Stream.concat(ConversationRow.COLUMNS.stream(), BESIDE.stream())
          .map(AssayTable.CONVERSATION.schema()::get)
          .toList();

  private static final List<StructField> PLANNED_COLUMNS =
      AssayTable.PLANNED_CONVERSATION.schema().fields().stream()
          .filter(
              field ->
                  !AssayTable.PLANNED_CONVERSATION.partitionColumns().contains(field.getName()))
          .toList();

  public WavePart {
    planned = List.copyOf(planned);
    conversations = List.copyOf(conversations);
  }

  /**
   * Where planned conversations lie.
   *
   * @param conversations how many
   * @param lowestKey their least sample key
   * @param highestKey and their greatest
   * @param sequences the ingestions that brought them; not empty
   */
  public record Extent(
      long conversations, long lowestKey, long highestKey, NavigableSet<Long> sequences) {}

  /**
   * The parts of some planned conversations, in the order of their sample keys. Keys are uniform,
   * so are parts.
   *
   * @param planned files of {@code planned_conversation}
   * @param places how many tasks run at once; there are as many parts for each
   */
  public static List<WavePart> of(
      Warehouse warehouse, List<String> planned, Extent extent, int places) {
    List<Bounded> conversations =
        DataFiles.bounded(warehouse, warehouse.existing(AssayTable.CONVERSATION)).stream()
            .filter(file -> holds(file, extent.sequences()))
            .toList();
    List<WavePart> parts = new ArrayList<>();
    long count = count(extent.conversations(), conversations, places);
    long end = extent.highestKey() + 1;
    long width = (end - extent.lowestKey()) / count + 1;
    for (long from = extent.lowestKey(); from < end; from += width) {
      long to = Math.min(end, from + width);
      parts.add(new WavePart(planned, between(conversations, from, to), from, to));
    }
    return parts;
  }

  private static long count(long conversations, List<Bounded> files, int places) {
    long bytes = files.stream().mapToLong(file -> file.file().bytes()).sum();
    long rows = Math.max(1, files.stream().mapToLong(Bounded::rows).sum());
    long most = Math.max(1, Math.min(MOST_CONVERSATIONS, MOST_BYTES * rows / Math.max(1, bytes)));
    long each = ceiling(conversations, most * places);
    return Math.min(each * places, ceiling(conversations, FEWEST_CONVERSATIONS));
  }

  private static long ceiling(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private static boolean holds(Bounded file, NavigableSet<Long> sequences) {
    Long first = sequences.ceiling(file.least(SEQUENCE));
    return first != null && first <= file.greatest(SEQUENCE);
  }

  private static List<String> between(List<Bounded> files, long from, long to) {
    return files.stream()
        .filter(file -> file.least(KEY) < to && file.greatest(KEY) >= from)
        .map(file -> file.file().path())
        .toList();
  }

  /** Takes a planned conversation. */
  public interface Taker {
    void take(Cells cells) throws IOException;
  }

  /**
   * Gives its conversations as they were planned, in the order of their sample keys. One whose
   * content has changed since is left out: its new content is newer than the plan's watermark, so
   * the next run takes it on.
   */
  public void read(Taker taker) throws IOException {
    Optional<DataFileReader.Range> range = Optional.of(new DataFileReader.Range(KEY, from, to));
    Map<String, PlannedConversation> wanted = new HashMap<>();
    for (String file : planned) {
      try (DataFileReader reader = DataFileReader.open(Path.of(file), PLANNED_COLUMNS, range)) {
        @Nullable Object[] row = reader.read();
        while (row != null) {
          PlannedConversation of = PlannedConversation.of(row);
          wanted.put(of.conversationId(), of);
          row = reader.read();
        }
      }
    }
    if (!wanted.isEmpty()) {
      try (SortedFiles files = SortedFiles.open(conversations, COLUMNS, KEY, range)) {
        @Nullable Object[] row = files.read();
        while (row != null) {
          Cells cells = cells(wanted, row);
          if (cells != null) {
            taker.take(cells);
          }
          row = files.read();
        }
      }
    }
  }

  private static @Nullable Cells cells(
      Map<String, PlannedConversation> wanted, @Nullable Object[] row) {
    PlannedConversation planned = wanted.get(row[0]);
    int beside = ConversationRow.COLUMNS.size();
    return planned != null
            && planned.orgId().equals(row[1])
            && planned.contentHash().equals(row[beside])
        ? Cells.of(planned, ConversationRow.read(row))
        : null;
  }
}
