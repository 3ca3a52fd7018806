-- What judges were asked and what it cost, by model, prompt and day (UTC).
SELECT
  org_id,
  model,
  prompt_template,
  CAST(created_at AS DATE) AS asked_on,
  count(*) AS calls,
  count(*) FILTER (WHERE call_end = 'answered') AS answered,
  sum(input_tokens) AS input_tokens,
  sum(output_tokens) AS output_tokens,
  round(sum(cost), 6) AS cost,
  round(avg(latency_ms), 0) AS mean_latency_ms
FROM judgement
GROUP BY org_id, model, prompt_template, CAST(created_at AS DATE)
