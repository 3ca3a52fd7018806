package dev.assay.jobs.plan;

import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import org.jspecify.annotations.Nullable;

/**
 * The conversations that are new to a metric version which was never planned.
 *
 * @param warehouse the tables
 * @param orgId the organization
 * @param fromMicros those that were ingested then or later; microseconds since the epoch, or null
 *     for all
 */
public record CatchUpWindow(Warehouse warehouse, String orgId, @Nullable Long fromMicros) {

  /** The highest sequence after which all of the window was ingested. */
  public long beginsAfter() {
    return TableQuery.query(
            warehouse,
            """
            SELECT coalesce(min(ingestion_sequence) - 1, %d) FROM conversation
            WHERE org_id = ? AND %s"""
                .formatted(Long.MAX_VALUE, Candidates.window(fromMicros)),
            rows -> rows.getLong(1),
            orgId)
        .get(0);
  }
}
