-- The number of the run's newest batch. A number is used once, also when its batch was withdrawn.
ALTER TABLE judge_run ADD COLUMN last_batch INTEGER NOT NULL DEFAULT 0;
