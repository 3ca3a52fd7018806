-- Ids of the runs whose failures are still open, the newest first, parted by blanks: more than one
-- when runs have carried evaluations over.
ALTER TABLE plan_watermark ADD COLUMN open_runs TEXT;

UPDATE plan_watermark SET open_runs = run_id;

ALTER TABLE plan_watermark DROP COLUMN run_id;

-- What the metric version was planned with; another fingerprint begins anew.
ALTER TABLE plan_watermark ADD COLUMN evaluator_fingerprint VARCHAR(64);
