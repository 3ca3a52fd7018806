-- One text for SQLite and PostgreSQL. Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE api_user (
  org_id      TEXT   NOT NULL,
  user_id     TEXT   NOT NULL,
  role        TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (org_id, user_id)
);

-- secret_hash is bcrypt's text, which holds its salt and cost.
CREATE TABLE api_key (
  id           TEXT   NOT NULL PRIMARY KEY,
  org_id       TEXT   NOT NULL,
  user_id      TEXT   NOT NULL,
  secret_hash  TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  revoked_at   BIGINT,
  FOREIGN KEY (org_id, user_id) REFERENCES api_user (org_id, user_id)
);

CREATE INDEX api_key_of_organization ON api_key (org_id);

-- What signs tokens: 256 random bits in base64, shared by all servers of this database.
CREATE TABLE token_secret (
  id          INTEGER NOT NULL PRIMARY KEY,
  secret      TEXT    NOT NULL,
  created_at  BIGINT  NOT NULL
);

-- A list that is paged through: what was asked, by whom, and the snapshot that all pages show.
CREATE TABLE paged_list (
  id           BIGINT NOT NULL PRIMARY KEY,
  org_id       TEXT   NOT NULL,
  user_id      TEXT   NOT NULL,
  list         TEXT   NOT NULL,
  filter_hash  TEXT   NOT NULL,
  snapshot     TEXT   NOT NULL,
  expires_at   BIGINT NOT NULL
);

CREATE INDEX paged_list_by_expiry ON paged_list (expires_at);

-- Where a page of a list begins.
CREATE TABLE continuation_token (
  token       BIGINT NOT NULL PRIMARY KEY,
  list_id     BIGINT NOT NULL REFERENCES paged_list (id),
  begins_at   TEXT   NOT NULL
);

CREATE INDEX continuation_token_of_list ON continuation_token (list_id);
