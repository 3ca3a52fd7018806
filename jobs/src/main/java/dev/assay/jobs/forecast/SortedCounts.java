package dev.assay.jobs.forecast;

import dev.assay.jobs.forecast.TranscriptCounts.Count;
import dev.assay.results.query.DuckDb;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Puts counts in the order of their contents, in a folder where memory does not suffice. */
final class SortedCounts implements AutoCloseable {

  private static final String MEMORY_LIMIT = "256MB";

  private final DuckDBConnection database;

  /**
   * @param spill a folder, which need not be there
   */
  SortedCounts(Path spill) throws SQLException {
    database = DuckDb.startSpilling(MEMORY_LIMIT, spill);
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE count (content_hash VARCHAR, sample_key BIGINT, places VARCHAR,"
              + " tokens BIGINT)");
    }
  }

  void add(List<Count> counts) throws SQLException {
    try (DuckDBAppender appender = database.createAppender("count")) {
      for (Count count : counts) {
        appender.beginRow();
        appender.append(count.contentHash());
        appender.append(count.sampleKey());
        appender.append(
            count.places().stream().map(String::valueOf).collect(Collectors.joining(",")));
        appender.append(count.tokens());
        appender.endRow();
      }
    }
  }

  /** Gives them all back, so many at once. */
  void each(int atOnce, Consumer<List<Count>> taker) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT * FROM count ORDER BY content_hash, sample_key")) {
      List<Count> counts = new ArrayList<>(atOnce);
      while (rows.next()) {
        counts.add(count(rows));
        if (counts.size() == atOnce) {
          taker.accept(counts);
          counts = new ArrayList<>(atOnce);
        }
      }
      if (!counts.isEmpty()) {
        taker.accept(counts);
      }
    }
  }

  private static Count count(ResultSet row) throws SQLException {
    List<Integer> places = new ArrayList<>();
    for (String place : row.getString(3).split(",", -1)) {
      places.add(Integer.valueOf(place));
    }
    return new Count(
        row.getString(1),
        row.getLong(2),
        places,
        row.getObject(4) == null ? null : Long.valueOf(row.getLong(4)));
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
