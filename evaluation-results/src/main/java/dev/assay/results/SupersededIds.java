package dev.assay.results;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * What each file supersedes, in a table of DuckDB's in memory, so that a query need not read it
 * again. Maintenance keeps it small; files of which it is not known, or that together supersede too
 * much, are read by each query. Thread-safe.
 */
final class SupersededIds {
  private final DuckDBConnection database;
  private final long most;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final Map<String, Integer> numbers = new HashMap<>();
  private long kept;
  private int lastNumber;

  /** Asks for results, without those that are superseded. */
  @FunctionalInterface
  interface Question<T> {
    /**
     * Asks once.
     *
     * @param superseded the select that gives their ids, or nothing when there are none
     */
    T ask(String superseded);
  }

  /**
   * @param most ids that are kept
   */
  SupersededIds(DuckDBConnection database, long most) {
    this.database = database;
    this.most = most;
    execute("CREATE TABLE superseded (file INTEGER, org_id VARCHAR, id VARCHAR)");
  }

  /** Asks with what the files supersede. */
  <T> T without(List<ResultFile> replacing, Question<T> question) {
    use.readLock().lock();
    try {
      List<Integer> known = new ArrayList<>();
      List<ResultFile> unknown = new ArrayList<>();
      sort(replacing, known, unknown);
      List<String> selects = new ArrayList<>();
      if (!known.isEmpty()) {
        selects.add(
            known.stream()
                .map(String::valueOf)
                .collect(
                    Collectors.joining(
                        ", ", "SELECT org_id, id FROM superseded WHERE file IN (", ")")));
      }
      if (!unknown.isEmpty()) {
        selects.add(select(unknown));
      }
      return question.ask(String.join(" UNION ALL ", selects));
    } finally {
      use.readLock().unlock();
    }
  }

  /** Forgets all files but these. */
  void retain(Set<String> paths) {
    use.writeLock().lock();
    try {
      Iterator<Map.Entry<String, Integer>> files = numbers.entrySet().iterator();
      while (files.hasNext()) {
        Map.Entry<String, Integer> file = files.next();
        if (!paths.contains(file.getKey())) {
          kept -= execute("DELETE FROM superseded WHERE file = " + file.getValue());
          files.remove();
        }
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private synchronized void sort(
      List<ResultFile> replacing, List<Integer> known, List<ResultFile> unknown) {
    for (ResultFile file : replacing) {
      if (numbers.containsKey(file.path()) || read(file)) {
        known.add(numbers.get(file.path()));
      } else {
        unknown.add(file);
      }
    }
  }

  private boolean read(ResultFile file) {
    if (file.replacing() < 0 || kept + file.replacing() > most) {
      return false;
    }
    int number = ++lastNumber;
    try {
      kept +=
          execute(
              "INSERT INTO superseded SELECT %d, org_id, id FROM (%s)"
                  .formatted(number, select(List.of(file))));
    } catch (IllegalStateException gone) {
      return false;
    }
    numbers.put(file.path(), number);
    return true;
  }

  private static String select(List<ResultFile> files) {
    return "SELECT org_id, replaces AS id FROM (%s) WHERE replaces IS NOT NULL"
        .formatted(ResultSql.source(files));
  }

  private long execute(String sql) {
    try (Connection connection = database.duplicate();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot keep what is superseded: " + e.getMessage(), e);
    }
  }
}
