package dev.assay.erasure;

import dev.assay.archive.MessageType;
import dev.assay.erasure.Identifiers.Target;
import dev.assay.installation.Home;
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
import java.util.Collections;
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
final class IdentifierReader {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  /** What is written in every table, whatever conversations it holds. */
  private static final String VOCABULARY =
      Stream.concat(
              Arrays.stream(AssayTable.values()).map(AssayTable::schemaJson),
              Arrays.stream(MessageType.values()).map(MessageType::label))
          .collect(Collectors.joining("\n"));

  private final Warehouse warehouse;
  private final EraseRequest request;

  IdentifierReader(Home home, EraseRequest request) {
    this.warehouse = home.warehouse();
    this.request = request;
  }

  /** All of them; empty when the home has nothing that the request names. */
  Identifiers read() {
    Identifiers ids = new TraceSearch(warehouse, request).withTraces(targets());
    if (ids.isEmpty()) {
      return ids;
    }
    try (ParquetText files = ParquetText.open()) {
      Set<String> fragments = new TreeSet<>();
      Set<String> passages = new TreeSet<>();
      conversations(
          files,
          ids,
          text -> {
            TextFragments.shortest(text, fragments);
            TextFragments.passages(text, passages);
          });
      Set<String> derived = new TreeSet<>();
      derived(files, ids, text -> TextFragments.shortest(text, derived));
      Set<String> all = new TreeSet<>(fragments);
      all.addAll(passages);
      all.addAll(derived);
      Set<String> shared = elsewhere(files, ids, all);
      fragments.removeAll(shared);
      fragments.removeAll(ids.ids());
      passages.removeAll(shared);
      derived.removeAll(shared);
      derived.removeAll(fragments);
      return new Identifiers(
          ids.conversations(), ids.traces(), fragments, passages, derived, archives(ids));
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
      if (isAnywhere(Identifiers.of(List.of(named), Collections.emptySortedMap()))) {
        found.add(named);
      }
    }
    return found;
  }

  private boolean isAnywhere(Identifiers identifiers) {
    return ConversationTable.ALL.stream()
        .anyMatch(
            table -> !holding(table, identifiers.areOf(request.orgId(), table.key())).isEmpty());
  }

  /** What stands in the conversations: as they are now, as they were before, and as delivered. */
  private void conversations(ParquetText files, Identifiers ids, Consumer<String> to)
      throws SQLException {
    for (ConversationTable table :
        List.of(ConversationTable.CONVERSATIONS, ConversationTable.FRAGMENTS)) {
      String condition = ids.areOf(request.orgId(), table.key());
      for (Path file : holding(table, condition)) {
        files.rows(file, table.content(), condition, to);
      }
    }
  }

  /** What was made from the conversations. */
  private void derived(ParquetText files, Identifiers ids, Consumer<String> to)
      throws SQLException {
    for (ConversationTable table : ConversationTable.ALL) {
      boolean isSource =
          table.equals(ConversationTable.CONVERSATIONS)
              || table.equals(ConversationTable.FRAGMENTS);
      if (!isSource && !table.content().isEmpty()) {
        String condition = ids.areOf(request.orgId(), table.key());
        for (Path file : holding(table, condition)) {
          files.rows(file, table.content(), condition, to);
        }
      }
    }
  }

  /**
   * Those of the fragments that stand in what is kept of other conversations, too, or in metrics,
   * or belong to the tables.
   */
  private Set<String> elsewhere(ParquetText files, Identifiers ids, Set<String> all)
      throws SQLException {
    ByteSearch search = new ByteSearch(all);
    Set<String> found = new HashSet<>(search.in(VOCABULARY));
    Consumer<String> others = text -> found.addAll(search.in(text));
    for (ConversationTable table : ConversationTable.ALL) {
      if (!table.content().isEmpty()) {
        String condition = "NOT (%s)".formatted(ids.areOf(request.orgId(), table.key()));
        for (DataFiles.Live file : DataFiles.of(warehouse, table.table(), Optional.empty())) {
          files.rows(Path.of(file.path()), table.content(), condition, others);
        }
      }
    }
    for (DataFiles.Live file :
        DataFiles.of(warehouse, AssayTable.METRIC_VERSION, Optional.empty())) {
      files.rows(Path.of(file.path()), ParquetText.EVERYTHING, ParquetText.ALL, others);
    }
    return found;
  }

  private List<Path> holding(ConversationTable table, String condition) {
    return new TableErasure(warehouse, table.table(), condition, Optional.empty())
        .find()
        .readable();
  }

  private Set<String> archives(Identifiers identifiers) {
    return new TreeSet<>(
        TableQuery.query(
            warehouse,
            "SELECT archive_file FROM conversation WHERE %s UNION SELECT archive_file FROM conversation_fragment WHERE %s"
                .formatted(
                    identifiers.areOf(request.orgId(), ConversationTable.CONVERSATIONS.key()),
                    identifiers.areOf(request.orgId(), ConversationTable.FRAGMENTS.key())),
            row -> row.getString(1)));
  }
}
