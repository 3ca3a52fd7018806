-- What was erased and is refused when it is delivered again: SHA-256 of organization and id, hex, and
-- of organization and what the source called it, where the id is derived from that.
CREATE TABLE erased_conversation (
  id_hash VARCHAR(64) PRIMARY KEY,
  external_hash VARCHAR(64),
  erased_at BIGINT NOT NULL
);
