-- Calls that are sent together, at the provider's price for batches. 'filling' while calls are added;
-- 'sealed' when its input is fixed; 'uploaded'; 'creating' from when the provider may know of it;
-- 'created' when it does; 'collected' when all that it will ever say is kept.
CREATE TABLE judge_batch (
  run_id       TEXT    NOT NULL,
  number       INTEGER NOT NULL,
  endpoint     TEXT    NOT NULL,
  model        TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  calls        BIGINT  NOT NULL,
  bytes        BIGINT  NOT NULL,
  input_sha256 TEXT,
  file_id      TEXT,
  batch_id     TEXT,
  created_at   BIGINT  NOT NULL,
  PRIMARY KEY (run_id, number)
);

-- The newest call in a batch for a key. Stays when that gave no answer, until the run is complete,
-- so that the run does not ask for it for ever.
CREATE TABLE judge_batch_item (
  key     TEXT NOT NULL PRIMARY KEY,
  run_id  TEXT NOT NULL,
  call_id TEXT NOT NULL
);

CREATE INDEX judge_batch_item_of_run ON judge_batch_item (run_id);

-- A call in a batch is 'batched', then 'replied' when its answer is kept and not yet read, then
-- 'settled' or 'lost' as any other.
ALTER TABLE judge_call ADD COLUMN batch_number INTEGER;

-- Of those with the same questions, in its run, from 1.
ALTER TABLE judge_call ADD COLUMN attempt INTEGER;

ALTER TABLE judge_call ADD COLUMN http_status INTEGER;

CREATE INDEX judge_call_of_batch ON judge_call (run_id, batch_number, id)
  WHERE batch_number IS NOT NULL;
