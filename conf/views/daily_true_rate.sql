-- The share of true of each yes-or-no metric version, by evaluator, service and day (UTC) of the
-- conversation, as trends have it. Conversations without a time have a row without a day.
SELECT
  r.org_id,
  m.name AS metric,
  r.metric_version,
  r.evaluator,
  r.evaluator_fingerprint,
  CAST(r.conversation_at AS DATE) AS conversation_day,
  r.service_id,
  c.tags['service'] AS service,
  count(*) AS conversations,
  count(*) FILTER (WHERE r.result_boolean) AS true_count,
  round(avg(CAST(r.result_boolean AS INTEGER)), 4) AS true_rate
FROM current_result r
JOIN metric m ON m.org_id = r.org_id AND m.id = r.metric_id
JOIN conversation c ON c.org_id = r.org_id AND c.id = r.conversation_id
WHERE r.source_type = 'post-session' AND r.result_boolean IS NOT NULL
GROUP BY
  r.org_id,
  m.name,
  r.metric_version,
  r.evaluator,
  r.evaluator_fingerprint,
  CAST(r.conversation_at AS DATE),
  r.service_id,
  c.tags['service']
