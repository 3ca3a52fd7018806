-- The share of conversations that was planned up to the watermark.
ALTER TABLE plan_watermark ADD COLUMN sampling_rate DOUBLE PRECISION NOT NULL DEFAULT 1;
