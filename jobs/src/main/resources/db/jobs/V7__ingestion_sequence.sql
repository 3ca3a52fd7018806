-- The number of the newest ingestion that was begun, in one row. Numbers are never used twice, though
-- some may be used by nothing that is left.
CREATE TABLE ingestion_sequence (
  id INTEGER PRIMARY KEY,
  number BIGINT NOT NULL
);
