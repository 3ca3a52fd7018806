package dev.assay.api.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Knows the newest manual result of each metric and conversation, so that none has to be looked for
 * in the table. Used only by whoever holds the lock of manual results.
 */
final class NewestResults {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  /**
   * A stored result.
   *
   * @param createdAtMicros microseconds since the epoch, UTC
   */
  record Newest(String id, long createdAtMicros) {}

  /**
   * A commit to the table of results.
   *
   * @param application who commits
   * @param number which of its commits
   */
  record Commit(String application, long number) {}

  /** Asked whether a commit was made; the answer is final. */
  interface Commits {
    boolean isMade(Commit commit);
  }

  NewestResults(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** The newest result of a key, if it has one. */
  Optional<Newest> of(NewResult.Key key, Commits commits) {
    return jdbc.sql(
            """
            SELECT result_id, created_at, application, number, before_id, before_at
            FROM manual_result WHERE org_id = ? AND metric_id = ? AND conversation_id = ?""")
        .params(key.orgId(), key.metricId(), key.conversationId())
        .query(
            (row, n) -> {
              Newest newest = new Newest(row.getString(1), row.getLong(2));
              String before = row.getString(5);
              @Nullable Newest earlier = before == null ? null : new Newest(before, row.getLong(6));
              boolean made = commits.isMade(new Commit(row.getString(3), row.getLong(4)));
              return Optional.ofNullable(made ? newest : earlier);
            })
        .optional()
        .flatMap(found -> found);
  }

  /**
   * Keeps what a commit is about to make the newest results, before it is made.
   *
   * @param before what was the newest of each key; those of new keys are absent
   */
  void keep(Map<NewResult.Key, Newest> made, Map<NewResult.Key, Newest> before, Commit commit) {
    Map<NewResult.Key, Newest> all = new LinkedHashMap<>(made);
    transaction.executeWithoutResult(
        status -> all.forEach((key, newest) -> keep(key, newest, before.get(key), commit)));
  }

  private void keep(NewResult.Key key, Newest newest, @Nullable Newest before, Commit commit) {
    jdbc.sql(
            """
            INSERT INTO manual_result (org_id, metric_id, conversation_id, result_id, created_at,
              application, number, before_id, before_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (org_id, metric_id, conversation_id) DO UPDATE SET
              result_id = excluded.result_id, created_at = excluded.created_at,
              application = excluded.application, number = excluded.number,
              before_id = excluded.before_id, before_at = excluded.before_at""")
        .params(
            key.orgId(),
            key.metricId(),
            key.conversationId(),
            newest.id(),
            newest.createdAtMicros(),
            commit.application(),
            commit.number())
        .param(before == null ? null : before.id())
        .param(before == null ? null : before.createdAtMicros())
        .update();
  }
}
