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
