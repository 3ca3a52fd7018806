-- Where a run has failed the last time, how often it failed there, and why.
ALTER TABLE run ADD COLUMN failed_step VARCHAR(32);
ALTER TABLE run ADD COLUMN failed_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN failed_error TEXT;

-- How far the run had come when it was last gone on with.
ALTER TABLE run ADD COLUMN try_began_at TEXT;

-- What somebody has decided of a run that was set aside.
ALTER TABLE run ADD COLUMN closing VARCHAR(16);

-- Why the run has carried evaluations over, beside what its judge has said.
ALTER TABLE run ADD COLUMN carried_over_code VARCHAR(64);
ALTER TABLE run ADD COLUMN carried_over_reason TEXT;
