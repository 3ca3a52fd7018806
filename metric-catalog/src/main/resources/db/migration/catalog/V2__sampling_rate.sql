-- The share of conversations that a metric is evaluated on.
ALTER TABLE metric ADD COLUMN sampling_rate DOUBLE PRECISION NOT NULL DEFAULT 1
  CHECK (sampling_rate > 0 AND sampling_rate <= 1);
