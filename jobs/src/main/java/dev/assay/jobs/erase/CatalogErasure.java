package dev.assay.jobs.erase;

import dev.assay.catalog.database.Database;
import java.util.List;
import java.util.Locale;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Erases what the catalog's database keeps of conversations: the newest manual results, the places
 * in lists of results that walks stand at, and what steps of runs have said when they failed.
 */
final class CatalogErasure {

  /** Where texts of failures are kept, which may quote a conversation. */
  private record Said(String table, String key, String column) {}

  private static final List<Said> SAID =
      List.of(
          new Said("batch_step_execution", "step_execution_id", "exit_message"),
          new Said("batch_job_execution", "job_execution_id", "exit_message"),
          new Said("run", "id", "failed_error"),
          new Said("run", "id", "carried_over_reason"));

  private final Database database;
  private final JdbcClient jdbc;

  /**
   * What was erased.
   *
   * @param manualResults notes of the newest manual results
   * @param walks through lists of results; their users begin anew
   */
  record Erased(long manualResults, long walks) {}

  CatalogErasure(Database database) {
    this.database = database;
    this.jdbc = JdbcClient.create(database.dataSource());
  }

  Erased count(String orgId, Traces traces) {
    return new Erased(
        traces.ids().stream().mapToLong(id -> countOf(orgId, id)).sum(),
        has("page_walk") ? count("SELECT count(*) FROM page_walk") : 0);
  }

  Erased erase(String orgId, Traces traces) {
    Erased erased = count(orgId, traces);
    if (has("manual_result")) {
      for (String id : traces.ids()) {
        jdbc.sql("DELETE FROM manual_result WHERE org_id = ? AND conversation_id = ?")
            .params(orgId, id)
            .update();
      }
    }
    if (has("page_walk")) {
      // The versions of the tables that they walk through are gone.
      jdbc.sql("DELETE FROM page_cursor").update();
      jdbc.sql("DELETE FROM page_walk").update();
    }
    forgetMessages(new ByteSearch(traces.all()));
    database.compact(
        List.of("manual_result", "page_cursor", "page_walk").stream().filter(this::has).toList());
    return erased;
  }

  private void forgetMessages(ByteSearch search) {
    for (Said said : SAID) {
      if (has(said.table())) {
        forget(said, search);
      }
    }
  }

  private void forget(Said said, ByteSearch search) {
    record Message(Object id, String text) {}
    String select = "SELECT %s, %s FROM %s WHERE %s <> ''";
    for (Message message :
        jdbc.sql(select.formatted(said.key(), said.column(), said.table(), said.column()))
            .query((row, n) -> new Message(row.getObject(1), row.getString(2)))
            .list()) {
      if (!search.in(message.text()).isEmpty()) {
        jdbc.sql(
                "UPDATE %s SET %s = '' WHERE %s = ?"
                    .formatted(said.table(), said.column(), said.key()))
            .param(message.id())
            .update();
      }
    }
  }

  private long countOf(String orgId, String conversationId) {
    return has("manual_result")
        ? jdbc.sql("SELECT count(*) FROM manual_result WHERE org_id = ? AND conversation_id = ?")
            .params(orgId, conversationId)
            .query(Long.class)
            .single()
        : 0;
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  /** The server's tables are there when a server has run. */
  private boolean has(String table) {
    try {
      jdbc.sql("SELECT 1 FROM %s WHERE 1 = 0".formatted(table.toLowerCase(Locale.ROOT)))
          .query()
          .listOfRows();
      return true;
    } catch (DataAccessException noSuchTable) {
      return false;
    }
  }
}
