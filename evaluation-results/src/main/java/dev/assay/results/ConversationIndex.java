package dev.assay.results;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Which files of the results cannot hold a conversation, in memory: a {@link ConversationFilter}
 * for each file, read from the file's own column of ids, so that files of any writer have one.
 * Files never change, so a filter stays right for as long as its file is asked for. Files that hold
 * the same conversations, as those of one wave do, share one filter.
 *
 * <p>A file without a filter (not read yet, gone, or beyond the bound of memory) may hold anything.
 * Thread-safe.
 */
final class ConversationIndex {
  private final DuckDBConnection database;
  private final long mostBytes;
  private final Map<String, ConversationFilter> byPath = new ConcurrentHashMap<>();
  private final Map<SameSet, ConversationFilter> bySet = new HashMap<>();

  /** Two files with this much in common hold the same conversations. */
  private record SameSet(int count, long sum, long mixed) {
    static SameSet of(long[] hashes) {
      long sum = 0;
      long mixed = 0;
      for (long hash : hashes) {
        sum += hash;
        mixed += (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L;
      }
      return new SameSet(hashes.length, sum, mixed);
    }
  }

  /**
   * @param mostBytes of all filters; for files beyond it there are none
   */
  ConversationIndex(DuckDBConnection database, long mostBytes) {
    this.database = database;
    this.mostBytes = mostBytes;
  }

  /** The files that may hold one of the conversations. */
  List<ResultFile> holding(List<ResultFile> files, List<String> conversationIds) {
    long[] hashes = conversationIds.stream().mapToLong(this::hash).toArray();
    Map<ConversationFilter, Boolean> asked = new HashMap<>();
    return files.stream()
        .filter(
            file -> {
              ConversationFilter filter = byPath.get(file.path());
              return filter == null
                  || asked.computeIfAbsent(filter, f -> Arrays.stream(hashes).anyMatch(f::mayHold));
            })
        .toList();
  }

  /** Reads files that have no filter yet; one that cannot be read stays without. */
  synchronized void add(Collection<ResultFile> files) {
    for (ResultFile file : files) {
      if (!byPath.containsKey(file.path()) && bytes() < mostBytes) {
        long[] hashes = hashes(file);
        if (hashes != null) {
          byPath.put(
              file.path(),
              bySet.computeIfAbsent(SameSet.of(hashes), set -> ConversationFilter.of(hashes)));
        }
      }
    }
  }

  /** Forgets all files but these. */
  synchronized void retain(Set<String> paths) {
    if (byPath.keySet().retainAll(paths)) {
      bySet.values().retainAll(Set.copyOf(byPath.values()));
    }
  }

  /** How many files have a filter. */
  int size() {
    return byPath.size();
  }

  /** The memory of all filters. */
  synchronized long bytes() {
    return bySet.values().stream().mapToLong(ConversationFilter::bytes).sum();
  }

  private long @Nullable [] hashes(ResultFile file) {
    String sql =
        "SELECT (hash(conversation_id) >> 1)::BIGINT FROM read_parquet([%s])"
            .formatted(WarehouseSql.pathLiteral(file.path()));
    try (Connection connection = database.duplicate();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      long[] hashes = new long[1024];
      int count = 0;
      while (rows.next()) {
        if (count == hashes.length) {
          hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = rows.getLong(1);
      }
      return Arrays.copyOf(hashes, count);
    } catch (SQLException gone) {
      return null;
    }
  }

  private long hash(String conversationId) {
    try (Connection connection = database.duplicate();
        PreparedStatement statement =
            connection.prepareStatement("SELECT (hash(?::VARCHAR) >> 1)::BIGINT")) {
      statement.setString(1, conversationId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot hash a conversation's id: " + e.getMessage(), e);
    }
  }
}
