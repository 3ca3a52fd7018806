-- Evaluations that failed, by metric version and code, and whether a later attempt gave a result.
SELECT
  f.org_id,
  m.name AS metric,
  f.metric_version,
  f.error_code,
  count(*) AS failures,
  count(DISTINCT f.conversation_id) AS conversations,
  count(DISTINCT CASE WHEN r.id IS NULL THEN f.conversation_id END) AS still_without_result,
  max(f.attempt) AS most_attempts,
  min(f.created_at) AS first_seen,
  max(f.created_at) AS last_seen,
  min(f.message) AS a_message
FROM metric_evaluation_failure f
JOIN metric m ON m.org_id = f.org_id AND m.id = f.metric_id
LEFT JOIN current_result r
  ON r.org_id = f.org_id
  AND r.metric_id = f.metric_id
  AND r.metric_version = f.metric_version
  AND r.conversation_id = f.conversation_id
  AND r.source_type = f.source_type
  AND r.content_hash = f.content_hash
GROUP BY f.org_id, m.name, f.metric_version, f.error_code
