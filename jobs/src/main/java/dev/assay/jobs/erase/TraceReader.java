package dev.assay.jobs.erase;

import dev.assay.archive.MessageType;
import dev.assay.installation.Home;
import dev.assay.jobs.erase.Traces.Target;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.ParquetText;
import dev.assay.results.query.TableQuery;
import dev.assay.results.rewrite.TableErasure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads, before anything is erased, by what the conversations of a request are known. */
final class TraceReader {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  /** What is written in every table, whatever conversations it holds. */
  private static final String VOCABULARY =
      Stream.concat(
              Arrays.stream(AssayTable.values()).map(AssayTable::schemaJson),
              Arrays.stream(MessageType.values()).map(MessageType::label))
          .collect(Collectors.joining("\n"));

  private final Home home;
  private final Warehouse warehouse;
  private final EraseRequest request;

  TraceReader(Home home, EraseRequest request) {
    this.home = home;
    this.warehouse = home.warehouse();
    this.request = request;
  }

  /** The traces; empty when the home has nothing that the request names. */
  Traces read() {
    Traces ids = Traces.of(targets());
    if (ids.isEmpty()) {
      return ids;
    }
    try (ParquetText files = ParquetText.open()) {
      Set<String> words = new TreeSet<>();
      Set<String> passages = new TreeSet<>();
      conversations(
          files,
          ids,
          text -> {
            Pieces.of(text, words);
            Pieces.passages(text, passages);
          });
      Set<String> sayings = new TreeSet<>();
      sayings(files, ids, text -> Pieces.of(text, sayings));
      Set<String> all = new TreeSet<>(words);
      all.addAll(passages);
      all.addAll(sayings);
      Set<String> shared = elsewhere(files, ids, all);
      words.removeAll(shared);
      words.removeAll(ids.ids());
      passages.removeAll(shared);
      sayings.removeAll(shared);
      sayings.removeAll(words);
      return new Traces(ids.conversations(), words, passages, sayings, archives(ids));
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot read what is to be erased: %s".formatted(e.getMessage()), e);
    }
  }

  private List<Target> targets() {
    String which =
        switch (request.subject()) {
          case CONVERSATION -> "(id = ? OR external_id = ?)";
          case USER -> "user_id = ? AND ? IS NOT NULL";
        };
    List<Target> found =
        new ArrayList<>(
            TableQuery.query(
                warehouse,
                "SELECT id, external_id FROM conversation WHERE org_id = ? AND %s ORDER BY id"
                    .formatted(which),
                row -> new Target(row.getString(1), row.getString(2)),
                request.orgId(),
                request.name(),
                request.name()));
    boolean isId =
        request.subject() == EraseRequest.Subject.CONVERSATION
            && ID.matcher(request.name()).matches();
    if (found.isEmpty() && isId) {
      // Its row may be gone and others not, where somebody deleted it by other means.
      Target named = new Target(request.name(), null);
      if (isAnywhere(Traces.of(List.of(named)))) {
        found.add(named);
      }
    }
    return found;
  }

  private boolean isAnywhere(Traces traces) {
    return OwnedTable.ALL.stream()
        .anyMatch(owned -> !holding(owned, traces.areOf(request.orgId(), owned.key())).isEmpty());
  }

  /** What stands in the conversations: as they are now, as they were before, and as delivered. */
  private void conversations(ParquetText files, Traces ids, Consumer<String> to)
      throws SQLException {
    String condition = ids.areOf(request.orgId(), OwnedTable.CONVERSATIONS.key());
    List<Path> holding = new ArrayList<>(holding(OwnedTable.CONVERSATIONS, condition));
    holding.addAll(new Staging(home).records());
    for (Path file : holding) {
      files.rows(file, OwnedTable.CONVERSATIONS.told(), condition, to);
    }
  }

  /** What was said of the conversations. */
  private void sayings(ParquetText files, Traces ids, Consumer<String> to) throws SQLException {
    for (OwnedTable owned : OwnedTable.ALL) {
      if (!owned.equals(OwnedTable.CONVERSATIONS) && !owned.told().isEmpty()) {
        String condition = ids.areOf(request.orgId(), owned.key());
        for (Path file : holding(owned, condition)) {
          files.rows(file, owned.told(), condition, to);
        }
      }
    }
  }

  /**
   * Those of the pieces that stand in what is kept of other conversations, too, or in metrics, or
   * are words of the tables.
   */
  private Set<String> elsewhere(ParquetText files, Traces ids, Set<String> pieces)
      throws SQLException {
    ByteSearch search = new ByteSearch(pieces);
    Set<String> found = new HashSet<>(search.in(VOCABULARY));
    Consumer<String> others = text -> found.addAll(search.in(text));
    for (OwnedTable owned : OwnedTable.ALL) {
      if (!owned.told().isEmpty()) {
        String condition = "NOT (%s)".formatted(ids.areOf(request.orgId(), owned.key()));
        for (DataFiles.Live file : DataFiles.of(warehouse, owned.table(), Optional.empty())) {
          files.rows(Path.of(file.path()), owned.told(), condition, others);
        }
      }
    }
    for (DataFiles.Live file :
        DataFiles.of(warehouse, AssayTable.METRIC_VERSION, Optional.empty())) {
      files.rows(Path.of(file.path()), ParquetText.EVERYTHING, ParquetText.ALL, others);
    }
    return found;
  }

  private List<Path> holding(OwnedTable owned, String condition) {
    return new TableErasure(warehouse, owned.table(), condition, Optional.empty())
        .find()
        .readable();
  }

  private Set<String> archives(Traces traces) {
    return new TreeSet<>(
        TableQuery.query(
            warehouse,
            "SELECT DISTINCT archive_file FROM conversation WHERE "
                + traces.areOf(request.orgId(), "id"),
            row -> row.getString(1)));
  }
}
