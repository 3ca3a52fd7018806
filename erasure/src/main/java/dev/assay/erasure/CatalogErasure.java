package dev.assay.erasure;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Erases what the catalog's database keeps of conversations: the newest manual results, the places
 * in lists of results up to which users have read, and the messages of steps of runs that failed.
 */
final class CatalogErasure {

  private static final String MANUAL_RESULTS = "manual_result";
  private static final String CURSORS = "continuation_token";
  private static final String LISTS = "paged_list";

  /** A column of messages, which may quote a conversation. */
  private record Messages(String table, String key, String column) {}

  private static final List<Messages> MESSAGES =
      List.of(
          new Messages("batch_step_execution", "step_execution_id", "exit_message"),
          new Messages("batch_job_execution", "job_execution_id", "exit_message"),
          new Messages("run", "id", "failed_error"),
          new Messages("run", "id", "carried_over_reason"));

  private final Database database;
  private final Transactions transactions;

  /**
   * What was erased.
   *
   * @param manualResults notes of the newest manual results
   * @param pagedLists lists of results that users read page by page; they begin anew
   */
  record Erased(long manualResults, long pagedLists) {}

  CatalogErasure(Database database) {
    this.database = database;
    this.transactions = new Transactions(database.dataSource());
  }

  Erased count(String orgId, Identifiers identifiers) {
    return transactions.read(
        connection -> count(connection, tables(connection), orgId, identifiers));
  }

  /** Erases all of it or nothing, and then what is left of it in free space. */
  Erased erase(String orgId, Identifiers identifiers) {
    Set<String> tables = transactions.read(CatalogErasure::tables);
    ByteSearch search = new ByteSearch(identifiers.all());
    Erased erased =
        transactions.write(
            connection -> {
              Erased counted = count(connection, tables, orgId, identifiers);
              if (tables.contains(MANUAL_RESULTS)) {
                eraseManualResults(connection, orgId, identifiers);
              }
              if (tables.contains(LISTS)) {
                // The versions of the tables that they are read from are gone.
                Sql.update(connection, "DELETE FROM " + CURSORS);
                Sql.update(connection, "DELETE FROM " + LISTS);
              }
              for (Messages messages : MESSAGES) {
                if (tables.contains(messages.table())) {
                  erase(connection, messages, search);
                }
              }
              return counted;
            });
    database.compact(
        List.of(MANUAL_RESULTS, CURSORS, LISTS).stream().filter(tables::contains).toList());
    return erased;
  }

  private static void eraseManualResults(
      Connection connection, String orgId, Identifiers identifiers) throws SQLException {
    for (String id : identifiers.ids()) {
      Sql.update(
          connection,
          "DELETE FROM manual_result WHERE org_id = ? AND conversation_id = ?",
          orgId,
          id);
    }
  }

  private static void erase(Connection connection, Messages messages, ByteSearch search)
      throws SQLException {
    record Message(Object id, String text) {}
    String select =
        "SELECT %s, %s FROM %s WHERE %s <> ''"
            .formatted(messages.key(), messages.column(), messages.table(), messages.column());
    String update =
        "UPDATE %s SET %s = '' WHERE %s = ?"
            .formatted(messages.table(), messages.column(), messages.key());
    for (Message message :
        Sql.query(connection, select, row -> new Message(row.getObject(1), row.getString(2)))) {
      if (!search.in(message.text()).isEmpty()) {
        Sql.update(connection, update, message.id());
      }
    }
  }

  private static Erased count(
      Connection connection, Set<String> tables, String orgId, Identifiers identifiers)
      throws SQLException {
    long results = 0;
    if (tables.contains(MANUAL_RESULTS)) {
      for (String id : identifiers.ids()) {
        results +=
            count(
                connection,
                "SELECT count(*) FROM manual_result WHERE org_id = ? AND conversation_id = ?",
                orgId,
                id);
      }
    }
    long lists = tables.contains(LISTS) ? count(connection, "SELECT count(*) FROM " + LISTS) : 0;
    return new Erased(results, lists);
  }

  private static long count(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return Sql.query(connection, sql, row -> row.getLong(1), parameters).get(0);
  }

  /** The server's tables are there when a server has run, those of Spring Batch after a run. */
  private static Set<String> tables(Connection connection) throws SQLException {
    Set<String> tables = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    tables.addAll(DatabaseSearch.tables(connection));
    return tables;
  }
}
