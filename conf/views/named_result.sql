-- The results that count, with the names of their metric and service. Where a conversation has no
-- time, conversation_at is null.
SELECT
  r.org_id,
  m.name AS metric,
  r.metric_version,
  r.metric_version = m.latest_version AS is_latest_version,
  r.conversation_id,
  r.conversation_at,
  r.service_id,
  c.tags['service'] AS service,
  r.source_type,
  r.is_applicable,
  r.result_boolean,
  r.result_numerical,
  r.result_categorical,
  r.justification,
  r.evaluator,
  r.evaluator_fingerprint,
  r.cost,
  r.id AS result_id,
  r.created_at
FROM current_result r
JOIN metric m ON m.org_id = r.org_id AND m.id = r.metric_id
LEFT JOIN conversation c ON c.org_id = r.org_id AND c.id = r.conversation_id
