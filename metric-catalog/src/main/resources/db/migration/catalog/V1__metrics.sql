-- One text for SQLite and PostgreSQL. Times are microseconds since 1970-01-01T00:00:00Z; columns
-- that hold JSON hold its canonical form. SPEC.md says what every column means.

CREATE TABLE metric (
  id                   TEXT    NOT NULL PRIMARY KEY,
  org_id               TEXT    NOT NULL,
  name                 TEXT    NOT NULL,
  metric_value_type    TEXT    NOT NULL,
  latest_version       INTEGER NOT NULL CHECK (latest_version >= 1),
  applied_to_services  TEXT    NOT NULL,
  additional_notes     TEXT,
  tags                 TEXT    NOT NULL,
  creator_org_id       TEXT    NOT NULL,
  creator_user_id      TEXT    NOT NULL,
  updated_by_org_id    TEXT    NOT NULL,
  updated_by_user_id   TEXT    NOT NULL,
  is_deleted           BOOLEAN NOT NULL,
  created_at           BIGINT  NOT NULL,
  updated_at           BIGINT  NOT NULL
);

CREATE UNIQUE INDEX metric_name_of_organization ON metric (org_id, name) WHERE NOT is_deleted;

CREATE INDEX metric_of_organization ON metric (org_id);

CREATE TABLE metric_version (
  metric_id            TEXT    NOT NULL REFERENCES metric (id),
  version              INTEGER NOT NULL CHECK (version >= 1),
  description          TEXT    NOT NULL,
  metric_value         TEXT    NOT NULL,
  evaluator            TEXT    NOT NULL,
  creator_org_id       TEXT    NOT NULL,
  creator_user_id      TEXT    NOT NULL,
  created_at           BIGINT  NOT NULL,
  PRIMARY KEY (metric_id, version)
);
