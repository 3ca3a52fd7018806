-- One text for SQLite and PostgreSQL. Times are microseconds since 1970-01-01T00:00:00Z, money is
-- in billionths of the settings' currency, texts in columns of bytes are deflated UTF-8.

-- A process that asks judges. It holds a lock; when that is free, it is dead.
CREATE TABLE judge_owner (
  id         TEXT   NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL
);

-- What a run has spent. Calls whose use nobody knows count with the most they can have used.
CREATE TABLE judge_run (
  run_id          TEXT   NOT NULL PRIMARY KEY,
  last_sequence   BIGINT NOT NULL,
  calls           BIGINT NOT NULL,
  answers         BIGINT NOT NULL,
  input_tokens    BIGINT NOT NULL,
  output_tokens   BIGINT NOT NULL,
  cost_nanos      BIGINT NOT NULL,
  refusal_code    TEXT,
  refusal_message TEXT
);

-- One call. 'reserved' before it is granted; 'settled' with its answer; 'lost' when its process
-- died first. Leaves the store when it was copied to the table judgement.
CREATE TABLE judge_call (
  id                  TEXT   NOT NULL PRIMARY KEY,
  run_id              TEXT   NOT NULL,
  owner               TEXT   NOT NULL,
  state               TEXT   NOT NULL,
  sequence            BIGINT,
  org_id              TEXT   NOT NULL,
  conversation_id     TEXT   NOT NULL,
  content_hash        TEXT   NOT NULL,
  model               TEXT   NOT NULL,
  parameters          TEXT   NOT NULL,
  prompt_template     TEXT   NOT NULL,
  items               TEXT   NOT NULL,
  bound_input_tokens  BIGINT NOT NULL,
  bound_output_tokens BIGINT NOT NULL,
  bound_cost_nanos    BIGINT NOT NULL,
  input_tokens        BIGINT,
  output_tokens       BIGINT,
  cost_nanos          BIGINT,
  call_end            TEXT,
  latency_millis      BIGINT,
  request             ${bytes},
  answer              ${bytes},
  created_at          BIGINT NOT NULL
);

CREATE INDEX judge_call_of_run ON judge_call (run_id, sequence);

CREATE INDEX judge_call_open ON judge_call (owner) WHERE state = 'reserved';

-- An answer, by the key of the ledger. Never changed.
CREATE TABLE judgement (
  key             TEXT   NOT NULL PRIMARY KEY,
  org_id          TEXT   NOT NULL,
  conversation_id TEXT   NOT NULL,
  run_id          TEXT   NOT NULL,
  call_id         TEXT   NOT NULL,
  answer          TEXT   NOT NULL,
  input_tokens    BIGINT NOT NULL,
  output_tokens   BIGINT NOT NULL,
  cost_nanos      BIGINT NOT NULL,
  created_at      BIGINT NOT NULL
);

-- No answer can be had in this run.
CREATE TABLE judge_failure (
  run_id  TEXT NOT NULL,
  key     TEXT NOT NULL,
  code    TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (run_id, key)
);

-- Keys that a call is under way for.
CREATE TABLE judge_in_flight (
  key     TEXT NOT NULL PRIMARY KEY,
  owner   TEXT NOT NULL,
  call_id TEXT NOT NULL
);

CREATE INDEX judge_in_flight_of_owner ON judge_in_flight (owner);
