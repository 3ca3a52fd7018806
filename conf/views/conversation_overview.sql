-- One row a conversation: how long it is, and how many of its metrics, in their newest versions, are
-- true, false, not applicable or failed.
WITH result AS (
  SELECT r.*
  FROM current_result r
  JOIN metric m
    ON m.org_id = r.org_id AND m.id = r.metric_id AND m.latest_version = r.metric_version
  WHERE r.source_type <> 'manual' AND NOT m.is_deleted
),
counted AS (
  SELECT
    org_id,
    conversation_id,
    count(*) AS metrics,
    count(*) FILTER (WHERE result_boolean) AS metrics_true,
    count(*) FILTER (WHERE NOT result_boolean) AS metrics_false,
    count(*) FILTER (WHERE NOT is_applicable) AS metrics_not_applicable
  FROM result
  GROUP BY org_id, conversation_id
),
failed AS (
  SELECT f.org_id, f.conversation_id, count(DISTINCT f.metric_id) AS metrics_failed
  FROM metric_evaluation_failure f
  JOIN metric m
    ON m.org_id = f.org_id AND m.id = f.metric_id AND m.latest_version = f.metric_version
  LEFT JOIN result r
    ON r.org_id = f.org_id AND r.metric_id = f.metric_id AND r.conversation_id = f.conversation_id
  WHERE r.id IS NULL AND NOT m.is_deleted
  GROUP BY f.org_id, f.conversation_id
)
SELECT
  c.org_id,
  c.id AS conversation_id,
  c.service_id,
  c.tags['service'] AS service,
  c.created_at,
  c.message_count,
  coalesce(n.metrics, 0) AS metrics,
  coalesce(n.metrics_true, 0) AS metrics_true,
  coalesce(n.metrics_false, 0) AS metrics_false,
  coalesce(n.metrics_not_applicable, 0) AS metrics_not_applicable,
  coalesce(f.metrics_failed, 0) AS metrics_failed,
  c.archive_file
FROM conversation c
LEFT JOIN counted n ON n.org_id = c.org_id AND n.conversation_id = c.id
LEFT JOIN failed f ON f.org_id = c.org_id AND f.conversation_id = c.id
