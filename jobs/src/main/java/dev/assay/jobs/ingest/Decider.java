package dev.assay.jobs.ingest;

import dev.assay.jobs.ingest.Decisions.Duplicate;
import dev.assay.jobs.ingest.Decisions.Edit;
import dev.assay.jobs.ingest.NewestContent.Decided;
import dev.assay.jobs.ingest.NewestContent.Delivered;
import dev.assay.jobs.ingest.NewestContent.Known;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.TableQuery;
import io.delta.kernel.Snapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a delivery's records, as {@link NewestContent} says. With DuckDB, over
 * columns without texts; what does not fit into memory goes to a folder.
 */
final class Decider {

  private static final String CONTESTED_RECORDS =
      """
      SELECT s.id, s.content_hash, s.last, s.is_finished, s.file, s.archive_file, s.line,
        s.data_file, s.position, k.content_hash, k.last, k.is_finished,
        k.first_ingestion_sequence, k.filename, k.file_row_number, s.org_id, s.is_new,
        s.created, k.created
      FROM record s SEMI JOIN contested c ON c.id = s.id AND c.org_id = s.org_id
      LEFT JOIN known k ON k.id = s.id AND k.org_id = s.org_id
      ORDER BY s.id, s.org_id, s.file, s.line""";

  private final Warehouse warehouse;
  private final Delivery delivery;
  private final Path spill;

  Decider(Warehouse warehouse, Delivery delivery, Path spill) {
    this.warehouse = warehouse;
    this.delivery = delivery;
    this.spill = spill;
  }

  /**
   * Decides. Most conversations stand in a delivery once and are not known: all rows of staged
   * files are kept but those of the others, and only the others are looked at one by one.
   *
   * @param staged what was read and put together; at least one part
   * @param table against which
   */
  Decisions decide(List<Staged> staged, Snapshot table) {
    Counts counts = new Counts(delivery.files().size());
    for (Staged part : staged) {
      part.parts().forEach(counts::parts);
      counts.notes(part.notes());
    }
    List<String> records = staged.stream().map(Staged::records).toList();
    Decisions decisions = Decisions.of(table.getVersion(), counts);
    String source = RowSearch.numberedRows(records.stream().map(Path::of).toList());
    try (Connection database = DuckDb.startSpilling(TableQuery.MEMORY_LIMIT, spill)) {
      each(
          database,
          """
          SELECT file, reason, count(*), min(line)
          FROM (%s) WHERE kind = '%s' GROUP BY file, reason"""
              .formatted(source, Staged.REJECTED),
          row -> {
            counts.rejected(row.getInt(1), row.getString(2), row.getLong(3));
            counts.rejectedAt(row.getInt(1), row.getString(2), row.getLong(4));
          });
      prepare(database, source, table);
      each(
          database,
          """
          SELECT data_file, count(*) FROM record WHERE data_file IS NOT NULL GROUP BY data_file""",
          row -> decisions.keepAll(row.getString(1), row.getInt(2)));
      each(
          database,
          """
          SELECT file, is_finished, count(*) FROM record ANTI JOIN contested USING (org_id, id)
          GROUP BY file, is_finished""",
          row -> counts.taken(row.getInt(1), row.getBoolean(2), row.getLong(3)));
      Group group = new Group(decisions);
      each(database, CONTESTED_RECORDS, group::take);
      group.end();
      decisions.kept().values().removeIf(BitSet::isEmpty);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot decide what becomes of a delivery: " + e.getMessage(), e);
    }
    return decisions;
  }

  /**
   * Makes three tables: the delivery's records, what the table has of their conversations, and the
   * conversations that stand in the delivery more than once, were put together from fragments, or
   * are known.
   */
  private void prepare(Connection database, String source, Snapshot table) throws SQLException {
    List<Path> files =
        DataFiles.of(warehouse, table, Optional.empty()).stream()
            .map(file -> Path.of(file.path()))
            .toList();
    String known =
        files.isEmpty()
            ? """
              SELECT NULL::VARCHAR AS org_id, NULL::VARCHAR AS id, NULL::VARCHAR AS content_hash,
                NULL::BIGINT AS last, NULL::BOOLEAN AS is_finished,
                NULL::BIGINT AS first_ingestion_sequence, NULL::VARCHAR AS filename,
                NULL::BIGINT AS file_row_number, NULL::BIGINT AS created
              WHERE false"""
            : """
              SELECT org_id, id, content_hash, epoch_us(last_message_at) AS last, is_finished,
                first_ingestion_sequence, filename, file_row_number,
                epoch_us(created_at) AS created
              FROM (%s) SEMI JOIN record USING (org_id, id)"""
                .formatted(RowSearch.numberedRows(files));
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          CREATE TEMP TABLE record AS
          SELECT org_id, id, content_hash, epoch_us(last_message_at) AS last, is_finished, file,
            archive_file, line, data_file, position, is_new, epoch_us(created_at) AS created
          FROM (%s) WHERE kind IN ('%s', '%s')"""
              .formatted(source, Staged.CONVERSATION, Staged.ABSENT));
      statement.execute("CREATE TEMP TABLE known AS " + known);
      statement.execute(
          """
          CREATE TEMP TABLE contested AS
          SELECT org_id, id FROM record GROUP BY org_id, id HAVING count(*) > 1 OR min(file) = %d
          UNION SELECT org_id, id FROM known"""
              .formatted(Staged.ASSEMBLED));
    }
  }

  private interface Taker {
    void take(ResultSet row) throws SQLException;
  }

  private static void each(Connection database, String sql, Taker taker) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        taker.take(rows);
      }
    }
  }

  /** Where a record is staged. */
  private record Place(String archiveFile, String dataFile, int position) {
    Decisions.Row row() {
      return new Decisions.Row(dataFile, position);
    }
  }

  /** A conversation that was put together from all of its fragments, or cannot be. */
  private record Assembled(@Nullable Known content, @Nullable Place place, boolean isNew) {}

  /** The records of one conversation, and what the table has of it. */
  private final class Group {
    private final Decisions decisions;
    private final List<Delivered> records = new ArrayList<>();
    private final Map<Delivered, Place> places = new HashMap<>();
    private @Nullable Assembled assembled;
    private String org = "";
    private @Nullable String id;
    private Optional<Known> known = Optional.empty();
    private long firstSequence;
    private @Nullable String knownFile;
    private int knownPosition;

    Group(Decisions decisions) {
      this.decisions = decisions;
    }

    void take(ResultSet row) throws SQLException {
      String next = row.getString(1);
      String nextOrg = row.getString(16);
      if (!next.equals(id) || !nextOrg.equals(org)) {
        end();
        id = next;
        org = nextOrg;
        knownFile = row.getString(14);
        known =
            knownFile == null
                ? Optional.empty()
                : Optional.of(
                    new Known(
                        row.getString(10), instant(row, 11), row.getBoolean(12), instant(row, 19)));
        firstSequence = knownFile == null ? delivery.sequence() : row.getLong(13);
        knownPosition = row.getInt(15);
      }
      String hash = row.getString(2);
      Known content =
          hash == null
              ? null
              : new Known(hash, instant(row, 3), row.getBoolean(4), instant(row, 18));
      Place place =
          hash == null ? null : new Place(row.getString(6), row.getString(8), row.getInt(9));
      if (place != null) {
        decisions.drop(place.dataFile(), place.position());
      }
      if (row.getInt(5) == Staged.ASSEMBLED) {
        assembled = new Assembled(content, place, row.getBoolean(17));
        return;
      }
      Delivered record =
          new Delivered(Objects.requireNonNull(content), row.getInt(5), row.getLong(7));
      records.add(record);
      places.put(record, Objects.requireNonNull(place));
    }

    void end() {
      if (assembled != null) {
        decided(assembled);
        records.forEach(
            older ->
                decisions
                    .counts()
                    .accepted(
                        older.file(), NewestContent.SUPERSEDED, older.content().isFinished()));
      } else if (!records.isEmpty()) {
        List<Decided> all = NewestContent.decide(known, records);
        all.forEach(this::decided);
        noteReplaced(all);
      }
      assembled = null;
      records.clear();
      places.clear();
    }

    /** All fragments of it say what it is, however old they are. */
    private void decided(Assembled whole) {
      Known content = whole.content();
      if (content == null) {
        if (knownFile != null) {
          decisions.supersede(knownFile, knownPosition);
          decisions.counts().withdrawn();
        }
        return;
      }
      String outcome =
          known
              .map(k -> k.hasContentOf(content) ? NewestContent.UNCHANGED : NewestContent.CHANGED)
              .orElse(NewestContent.NEW);
      decisions.counts().assembled(outcome);
      if (whole.isNew() || !known.equals(Optional.of(content))) {
        keep(content, content, Objects.requireNonNull(whole.place()));
      }
    }

    private void decided(Decided decided) {
      Delivered record = decided.record();
      Place place = Objects.requireNonNull(places.get(record));
      decisions.counts().accepted(record.file(), decided.outcome(), decided.content().isFinished());
      switch (decided.outcome()) {
        case NewestContent.NEW, NewestContent.CHANGED ->
            keep(decided.content(), record.content(), place);
        case NewestContent.DUPLICATE -> {
          decisions.counts().rejectedAt(record.file(), decided.outcome(), record.line());
          decisions
              .duplicates()
              .add(
                  new Duplicate(
                      record.file(),
                      place.archiveFile(),
                      record.line(),
                      decided.newestLine(),
                      Objects.requireNonNull(id),
                      place.dataFile(),
                      place.position()));
        }
        default -> {
          // The table has that content, or a newer one.
        }
      }
    }

    /** Notes a content of another file, or of the table, that the newest takes the place of. */
    private void noteReplaced(List<Decided> all) {
      if (knownFile == null && all.size() == 1) {
        return;
      }
      Optional<Decided> newest =
          all.stream()
              .filter(
                  each ->
                      each.outcome().equals(NewestContent.NEW)
                          || each.outcome().equals(NewestContent.CHANGED))
              .findFirst();
      if (newest.isEmpty()) {
        return;
      }
      Delivered record = newest.get().record();
      Optional<Decisions.Row> older =
          records.stream()
              .filter(
                  each ->
                      each.file() != record.file()
                          && !each.content().hasContentOf(record.content()))
              .findFirst()
              .map(each -> Objects.requireNonNull(places.get(each)).row());
      if (older.isEmpty()
          && knownFile != null
          && !known.orElseThrow().hasContentOf(record.content())) {
        older = Optional.of(new Decisions.Row(knownFile, knownPosition));
      }
      older.ifPresent(
          row ->
              decisions.replaced(
                  new Decisions.Replaced(
                      org,
                      Objects.requireNonNull(id),
                      row,
                      Objects.requireNonNull(places.get(record)).row())));
    }

    private void keep(Known content, Known staged, Place place) {
      decisions.keep(place.dataFile(), place.position());
      if (!content.equals(staged) || firstSequence != delivery.sequence()) {
        decisions.edit(
            place.dataFile(),
            place.position(),
            new Edit(
                content.isFinished(),
                micros(content.createdAt()),
                micros(content.lastMessageAt()),
                firstSequence));
      }
      if (knownFile != null) {
        decisions.supersede(knownFile, knownPosition);
      }
    }
  }

  private static @Nullable Long micros(@Nullable Instant time) {
    return time == null ? null : (Long) ConversationWriter.micros(time);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
