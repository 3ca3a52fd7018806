-- One text for SQLite and PostgreSQL. success_criterions is JSON, as clients see it.

CREATE TABLE simulation_unit_test (
  id                  TEXT   NOT NULL PRIMARY KEY,
  org_id              TEXT   NOT NULL,
  name                TEXT   NOT NULL,
  service_id          TEXT   NOT NULL,
  success_criterions  TEXT   NOT NULL,
  creator_org_id      TEXT   NOT NULL,
  creator_user_id     TEXT   NOT NULL,
  created_at          BIGINT NOT NULL
);

CREATE INDEX simulation_unit_test_of_organization ON simulation_unit_test (org_id);

-- Which metrics must not be deleted.
CREATE TABLE simulation_unit_test_metric (
  unit_test_id  TEXT NOT NULL REFERENCES simulation_unit_test (id),
  metric_id     TEXT NOT NULL REFERENCES metric (id),
  PRIMARY KEY (unit_test_id, metric_id)
);

CREATE INDEX simulation_unit_test_of_metric ON simulation_unit_test_metric (metric_id);
