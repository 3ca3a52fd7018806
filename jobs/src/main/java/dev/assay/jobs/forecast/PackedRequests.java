package dev.assay.jobs.forecast;

import dev.assay.archive.Conversation;
import dev.assay.installation.LedgerFold;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the table {@code judgement} tells of requests that held several questions.
 *
 * @param warehouse the tables
 * @param orgId the organization
 * @param fold copies a run's calls there
 */
public record PackedRequests(Warehouse warehouse, String orgId, LedgerFold fold) {

  /** The keys of answers to these conversations whose request held other questions, too. */
  Set<String> answersAmongOthers(List<Conversation> conversations) {
    fold.commit();
    if (conversations.isEmpty()) {
      return Set.of();
    }
    Object[] parameters = new Object[conversations.size() + 1];
    parameters[0] = orgId;
    for (int i = 0; i < conversations.size(); i++) {
      parameters[i + 1] = conversations.get(i).id();
    }
    return new HashSet<>(
        TableQuery.query(
            warehouse,
            """
            WITH item AS (
              SELECT id, unnest(items) AS item FROM judgement
              WHERE org_id = ? AND conversation_id IN (%s)),
            asked AS (
              SELECT id, count(*) AS questions FROM item WHERE item.outcome <> 'none' GROUP BY id)
            SELECT DISTINCT item.key FROM item JOIN asked USING (id)
            WHERE questions > 1 AND item.outcome = 'answer'"""
                .formatted(String.join(", ", Collections.nCopies(conversations.size(), "?"))),
            row -> row.getString(1),
            parameters));
  }
}
