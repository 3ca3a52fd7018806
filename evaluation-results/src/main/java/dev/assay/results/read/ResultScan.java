package dev.assay.results.read;

import dev.assay.results.read.TopRows.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Finds the current results of a query in files. Of a conversation, the rows are read where the
 * index says, or a search does. Otherwise only what tells whether a row is wanted is read at first,
 * and the rows themselves when it is known which. Of one question; not thread-safe.
 */
final class ResultScan {

  private static final List<String> KEY = List.of("created_at", "id");
  private static final List<String> CONVERSATION = List.of("conversation_id");

  private final OpenFiles open;
  private final ConversationIndex index;
  private final ResultQuery query;
  private final ResultQuery.@Nullable Place after;
  private final long afterMicros;
  private final Predicate<String> superseded;

  /**
   * Where the conversations were found in a file, for those with the same ones in the same order.
   */
  private final Map<ConversationIndex.Sequence, int[]> places = new HashMap<>();

  /**
   * @param after the place in the order beyond which rows are wanted, or null for all
   * @param superseded which ids of the organization are
   */
  ResultScan(
      OpenFiles open,
      ConversationIndex index,
      ResultQuery query,
      ResultQuery.@Nullable Place after,
      Predicate<String> superseded) {
    this.open = open;
    this.index = index;
    this.query = query;
    this.after = after;
    this.afterMicros = after == null ? 0 : ResultConditions.micros(after.createdAt());
    this.superseded = superseded;
  }

  /**
   * The first rows.
   *
   * @param files those that may hold the first rows first
   * @throws IOException when a file cannot be read
   */
  List<StoredResult> page(List<ResultFile> files, int limit) throws IOException {
    TopRows top = new TopRows(limit, query.newestFirst());
    for (ResultFile file : files) {
      Found last = top.last();
      if (last != null && !mayReach(file, last)) {
        break;
      }
      open.use(
          file.path(),
          columns -> {
            take(columns, file, top);
            return true;
          });
    }
    return read(top.inOrder());
  }

  /**
   * Whether any row of a file meets the query.
   *
   * @throws IOException when it cannot be read
   */
  boolean isFoundIn(ResultFile file) throws IOException {
    TopRows any = new TopRows(1, query.newestFirst());
    return open.use(
        file.path(),
        columns -> {
          take(columns, file, any);
          return any.last() != null;
        });
  }

  /** Whether a file may hold a row before or at the time of one. */
  private boolean mayReach(ResultFile file, Found row) {
    return query.newestFirst()
        ? ResultConditions.micros(file.to()) >= row.createdAt()
        : ResultConditions.micros(file.from()) <= row.createdAt();
  }

  private void take(ParquetColumns columns, ResultFile file, TopRows top) throws IOException {
    if (query.conversationIds().isEmpty()) {
      takeByTime(columns, file, top);
    } else {
      takeByConversation(columns, file, top);
    }
  }

  private void takeByTime(ParquetColumns columns, ResultFile file, TopRows top) throws IOException {
    Matches matches = matches(columns, file, top);
    int wanted = top.limit();
    while (true) {
      int[] first = matches.first(wanted, query.newestFirst());
      List<Found> found = current(columns, file, first);
      if (found.size() >= top.limit() || first.length == matches.count()) {
        found.forEach(top::add);
        return;
      }
      // So many of them are superseded.
      wanted = Math.multiplyExact(2, first.length);
    }
  }

  /** The rows that meet the query by what tells their time. */
  private Matches matches(ParquetColumns columns, ResultFile file, TopRows top) throws IOException {
    ResultConditions conditions = new ResultConditions(query, file);
    Matches matches = new Matches();
    columns.read(
        conditions.columns(),
        (position, row) -> {
          long createdAt = ResultConditions.createdAt(row);
          if (mayBeBeyond(createdAt) && top.mayTake(createdAt) && conditions.hold(row)) {
            matches.add(position, createdAt);
          }
          return true;
        });
    return matches;
  }

  /** Those rows that nothing supersedes and that are beyond the place. */
  private List<Found> current(ParquetColumns columns, ResultFile file, int[] positions)
      throws IOException {
    List<Found> found = new ArrayList<>();
    columns.read(
        positions,
        KEY,
        (position, row) -> {
          long createdAt = row.number(0);
          String id = Objects.requireNonNull(row.text(1), "id");
          if (isWanted(createdAt, id)) {
            found.add(new Found(file, position, createdAt, id, null));
          }
          return true;
        });
    return found;
  }

  private void takeByConversation(ParquetColumns columns, ResultFile file, TopRows top)
      throws IOException {
    Optional<ConversationIndex.Sequence> sequence = index.sequence(file);
    int[] known = sequence.map(places::get).orElse(null);
    List<Found> rows = known == null ? List.of() : rows(columns, file, known);
    if (known == null || !rows.stream().allMatch(this::isOfConversation)) {
      int[] searched = search(columns);
      sequence.ifPresent(same -> places.put(same, searched));
      rows = rows(columns, file, searched);
    }
    for (Found row : rows) {
      StoredResult result = Objects.requireNonNull(row.result());
      if (query.holds(result) && isWanted(row.createdAt(), row.id())) {
        top.add(row);
      }
    }
  }

  /** Whether nothing supersedes a row and it is beyond the place. */
  private boolean isWanted(long createdAt, String id) {
    boolean isBeyond =
        after == null
            || (createdAt == afterMicros ? id.compareTo(after.id()) > 0 : mayBeBeyond(createdAt));
    return isBeyond && !superseded.test(id);
  }

  /** Whether a row of this time is beyond the place, if its id is. */
  private boolean mayBeBeyond(long createdAt) {
    return after == null
        || (query.newestFirst() ? createdAt <= afterMicros : createdAt >= afterMicros);
  }

  private boolean isOfConversation(Found row) {
    return query.conversationIds().contains(Objects.requireNonNull(row.result()).conversationId());
  }

  /** Where a file has the conversations. */
  private int[] search(ParquetColumns columns) throws IOException {
    Set<Binary> ids =
        query.conversationIds().stream().map(Binary::fromString).collect(Collectors.toSet());
    IntStream.Builder found = IntStream.builder();
    columns.read(
        CONVERSATION,
        (position, row) -> {
          if (ids.contains(row.bytes(0))) {
            found.add(position);
          }
          return true;
        });
    return found.build().toArray();
  }

  private static List<Found> rows(ParquetColumns columns, ResultFile file, int[] positions)
      throws IOException {
    List<Found> rows = new ArrayList<>();
    columns.read(
        positions,
        StoredColumns.NAMES,
        (position, row) -> {
          StoredResult result = StoredColumns.result(file, row);
          long createdAt = ResultConditions.micros(result.createdAt());
          return rows.add(new Found(file, position, createdAt, result.id(), result));
        });
    return rows;
  }

  private List<StoredResult> read(List<Found> rows) throws IOException {
    Map<String, List<Integer>> byFile = new HashMap<>();
    StoredResult[] results = new StoredResult[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      StoredResult result = rows.get(i).result();
      if (result == null) {
        byFile.computeIfAbsent(rows.get(i).file().path(), file -> new ArrayList<>()).add(i);
      } else {
        results[i] = result;
      }
    }
    for (Map.Entry<String, List<Integer>> of : byFile.entrySet()) {
      List<Integer> numbers = of.getValue();
      numbers.sort(Comparator.comparingInt(number -> rows.get(number).position()));
      int[] positions = numbers.stream().mapToInt(number -> rows.get(number).position()).toArray();
      Iterator<Integer> next = numbers.iterator();
      ParquetColumns.RowVisitor visitor =
          (position, row) -> {
            int number = next.next();
            results[number] = StoredColumns.result(rows.get(number).file(), row);
            return true;
          };
      open.use(
          of.getKey(),
          columns -> {
            columns.read(positions, StoredColumns.NAMES, visitor);
            return true;
          });
    }
    return Arrays.asList(results);
  }
}
