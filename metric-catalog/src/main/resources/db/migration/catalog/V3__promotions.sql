-- Which version of a metric trends show: the one of its last promotion, else its newest.

CREATE TABLE metric_promotion (
  metric_id            TEXT    NOT NULL,
  number               INTEGER NOT NULL CHECK (number >= 1),
  version              INTEGER NOT NULL,
  promoter_org_id      TEXT    NOT NULL,
  promoter_user_id     TEXT    NOT NULL,
  promoted_at          BIGINT  NOT NULL,
  PRIMARY KEY (metric_id, number),
  FOREIGN KEY (metric_id, version) REFERENCES metric_version (metric_id, version)
);
