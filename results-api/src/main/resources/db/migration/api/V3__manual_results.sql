-- One text for SQLite and PostgreSQL. The newest manual result of a metric and a conversation. It is
-- written before its commit to the table: if that (application, number) never came to be, the row's
-- predecessor is still the newest. Times are microseconds since 1970 in UTC.

CREATE TABLE manual_result (
  org_id           TEXT   NOT NULL,
  metric_id        TEXT   NOT NULL,
  conversation_id  TEXT   NOT NULL,
  result_id        TEXT   NOT NULL,
  created_at       BIGINT NOT NULL,
  application      TEXT   NOT NULL,
  number           BIGINT NOT NULL,
  before_id        TEXT,
  before_at        BIGINT,
  PRIMARY KEY (org_id, metric_id, conversation_id)
);
