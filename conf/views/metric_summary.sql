-- What each metric version says so far, by source: results, the share of true, the mean of numbers.
-- Where there are several evaluators, it mixes the answers of several judges or programs.
SELECT
  r.org_id,
  m.name AS metric,
  r.metric_version,
  r.metric_version = m.latest_version AS is_latest_version,
  m.metric_value_type,
  r.source_type,
  count(DISTINCT r.evaluator_fingerprint) AS evaluators,
  count(*) AS results,
  count(*) FILTER (WHERE NOT r.is_applicable) AS not_applicable,
  round(avg(CAST(r.result_boolean AS INTEGER)), 4) AS true_rate,
  round(avg(r.result_numerical), 4) AS mean,
  min(r.result_numerical) AS lowest,
  max(r.result_numerical) AS highest
FROM current_result r
JOIN metric m ON m.org_id = r.org_id AND m.id = r.metric_id
WHERE NOT m.is_deleted
GROUP BY
  r.org_id, m.name, r.metric_version, m.latest_version, m.metric_value_type, r.source_type
