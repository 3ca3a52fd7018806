package dev.assay.insight.sql;

import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers with DuckDB, in this process and within a second or two. */
public final class DuckDbEngine implements SqlEngine {

  private static final String COLUMNS =
      """
      SELECT table_name, column_name, data_type FROM duckdb_columns()
      WHERE NOT internal ORDER BY table_name, column_index""";

  private final Warehouse warehouse;
  private final SavedViews saved;

  public DuckDbEngine(Warehouse warehouse, SavedViews saved) {
    this.warehouse = warehouse;
    this.saved = saved;
  }

  @Override
  public void answer(String statement, Reader reader) throws IOException {
    Needed needed = Needed.by(statement, saved);
    List<String> problems = new ArrayList<>();
    try (WarehouseSql session = open(needed);
        Statement asked = session.connection().createStatement()) {
      create(session, needed.views()).forEach((view, problem) -> problems.add(problem));
      if (asked.execute(statement)) {
        try (ResultSet rows = asked.getResultSet()) {
          reader.read(SqlAnswer.of(rows));
        }
      }
    } catch (SQLException e) {
      throw SqlFailed.because(e.getMessage(), problems);
    }
  }

  @Override
  public List<Relation> relations() {
    Map<String, List<Relation.Column>> columns = new HashMap<>();
    try (WarehouseSql session = open(Needed.all(saved));
        Statement asked = session.connection().createStatement()) {
      Map<SavedView, String> problems = create(session, saved.all());
      try (ResultSet rows = asked.executeQuery(COLUMNS)) {
        while (rows.next()) {
          columns
              .computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
              .add(new Relation.Column(rows.getString(2), rows.getString(3)));
        }
      }
      return Relations.of(saved, problems, columns);
    } catch (SQLException e) {
      throw SqlFailed.because(e);
    }
  }

  private WarehouseSql open(Needed needed) throws SQLException {
    return WarehouseSql.open(warehouse, TableQuery.MEMORY_LIMIT, needed.tables());
  }

  /** Creates views; what is wrong with those that cannot be. */
  private static Map<SavedView, String> create(WarehouseSql session, List<SavedView> views) {
    Map<SavedView, String> problems = new HashMap<>();
    for (SavedView view : views) {
      // One each: a statement that failed is closed.
      try (Statement statement = session.connection().createStatement()) {
        statement.execute("CREATE VIEW " + view.name() + " AS " + view.sql());
      } catch (SQLException e) {
        problems.put(view, view.problem(e));
      }
    }
    return problems;
  }

  @Override
  public void close() {
    // Each statement closes what it opened.
  }
}
