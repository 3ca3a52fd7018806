-- One run of a job: what it was asked to do and what it took on, so that it can be resumed.
CREATE TABLE run (
  id VARCHAR(24) PRIMARY KEY,
  org_id VARCHAR(255) NOT NULL,
  kind VARCHAR(32) NOT NULL,
  configuration_digest VARCHAR(64) NOT NULL,
  inputs TEXT NOT NULL,
  ingest_summary TEXT,
  plan_inputs TEXT,
  status VARCHAR(16) NOT NULL,
  started_at BIGINT NOT NULL,
  -- Where it has failed the last time, how often it failed there, and why.
  failed_step VARCHAR(32),
  failed_tries INTEGER NOT NULL DEFAULT 0,
  failed_error TEXT,
  -- How far it had come when it was last gone on with.
  try_began_at TEXT,
  -- What somebody has decided of it after it was set aside.
  closing VARCHAR(16),
  -- Why it has carried evaluations over, beside what its judge has said.
  carried_over_code VARCHAR(64),
  carried_over_reason TEXT
);

CREATE INDEX run_by_status ON run (status);

-- Which run may write results of a metric version. The fence grows with each holder.
CREATE TABLE metric_version_lease (
  metric_id VARCHAR(24) NOT NULL,
  metric_version INTEGER NOT NULL,
  run_id VARCHAR(24),
  fence BIGINT NOT NULL,
  PRIMARY KEY (metric_id, metric_version)
);

-- How far planning has come for a metric version, and with what: another fingerprint begins anew.
-- open_runs are the ids of the runs whose failures are still open, the newest first, parted by
-- blanks: more than one when runs have carried evaluations over.
CREATE TABLE plan_watermark (
  metric_id VARCHAR(24) NOT NULL,
  metric_version INTEGER NOT NULL,
  ingestion_sequence BIGINT NOT NULL,
  open_runs TEXT NOT NULL,
  evaluator_fingerprint VARCHAR(64) NOT NULL,
  -- The share of conversations that was planned up to the watermark.
  sampling_rate DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (metric_id, metric_version)
);

-- What the last check of packing has found of a metric. A metric that is judged alone has alone = 1.
CREATE TABLE packing_verdict (
  metric_id VARCHAR(24) PRIMARY KEY,
  metric_version INTEGER NOT NULL,
  model VARCHAR(255) NOT NULL,
  alone INTEGER NOT NULL,
  agreed INTEGER NOT NULL,
  pairs INTEGER NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  checked_at BIGINT NOT NULL
);

-- What was erased and is refused when it is delivered again: SHA-256 of organization and id, hex, and
-- of organization and what the source called it, where the id is derived from that.
CREATE TABLE erased_conversation (
  id_hash VARCHAR(64) PRIMARY KEY,
  external_hash VARCHAR(64),
  erased_at BIGINT NOT NULL
);

-- The number of the newest ingestion that was begun, in one row. Numbers are never used twice, though
-- some may be used by nothing that is left.
CREATE TABLE ingestion_sequence (
  id INTEGER PRIMARY KEY,
  number BIGINT NOT NULL
);
