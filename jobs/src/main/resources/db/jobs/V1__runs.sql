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
  started_at BIGINT NOT NULL
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

-- How far planning has come for a metric version, and the run whose failures are still open.
CREATE TABLE plan_watermark (
  metric_id VARCHAR(24) NOT NULL,
  metric_version INTEGER NOT NULL,
  ingestion_sequence BIGINT NOT NULL,
  run_id VARCHAR(24) NOT NULL,
  PRIMARY KEY (metric_id, metric_version)
);
