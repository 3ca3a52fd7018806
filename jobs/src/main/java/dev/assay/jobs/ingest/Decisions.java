package dev.assay.jobs.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a delivery, decided against one version of the table {@code conversation}.
 *
 * @param version of the table
 * @param counts how many records became what
 * @param kept the rows of each staged file that the table gets, by the file's path
 * @param edits what such a row has otherwise than it was read, by file and position
 * @param superseded rows that the table loses, by the path of their file
 * @param duplicates records that newer ones of their own file take the place of
 * @param replaced some of the conversations that have one content after another; at most {@link
 *     #MOST_REPLACED}
 * @param warnings what somebody should know of them
 */
record Decisions(
    long version,
    Counts counts,
    Map<String, BitSet> kept,
    Map<String, Map<Integer, Edit>> edits,
    Map<String, BitSet> superseded,
    List<Duplicate> duplicates,
    List<Replaced> replaced,
    List<String> warnings)
    implements Serializable {

  /**
   * What a row has otherwise than it was read.
   *
   * @param firstSequence the ingestion that first delivered the conversation
   */
  record Edit(
      boolean isFinished,
      @Nullable Long createdAtMicros,
      @Nullable Long lastMessageAtMicros,
      long firstSequence)
      implements Serializable {}

  /**
   * A record that a newer one of its own file takes the place of.
   *
   * @param file place of its file in the delivery
   * @param newestLine the line of the newer one
   * @param dataFile the staged file that has it
   * @param position and its row there
   */
  record Duplicate(
      int file,
      String archiveFile,
      long line,
      long newestLine,
      String id,
      String dataFile,
      int position)
      implements Serializable {}

  /** So many conversations are looked at that have one content after another. */
  static final int MOST_REPLACED = 50;

  /** A row of a file of conversations. */
  record Row(String dataFile, int position) implements Serializable {}

  /**
   * A conversation that has one content after another.
   *
   * @param older the row with the older content
   * @param newer and with the newer
   */
  record Replaced(String orgId, String id, Row older, Row newer) implements Serializable {}

  /** Notes one of those, as long as there is room. */
  void replaced(Replaced one) {
    if (replaced.size() < MOST_REPLACED) {
      replaced.add(one);
    }
  }

  static Decisions of(long version, Counts counts) {
    return new Decisions(
        version,
        counts,
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  /** Keeps all rows of a staged file, until some are dropped. */
  void keepAll(String file, int rows) {
    BitSet all = new BitSet(rows);
    all.set(0, rows);
    kept.put(file, all);
  }

  void drop(String file, int position) {
    BitSet rows = kept.get(file);
    if (rows != null) {
      rows.clear(position);
    }
  }

  void keep(String file, int position) {
    kept.computeIfAbsent(file, each -> new BitSet()).set(position);
  }

  void edit(String file, int position, Edit edit) {
    edits.computeIfAbsent(file, each -> new HashMap<>()).put(position, edit);
  }

  void supersede(String file, int position) {
    superseded.computeIfAbsent(file, each -> new BitSet()).set(position);
  }
}
