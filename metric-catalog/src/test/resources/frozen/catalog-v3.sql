INSERT INTO metric_promotion (metric_id, number, version, promoter_org_id, promoter_user_id,
  promoted_at)
VALUES ('0123456789abcdef01234567', 1, 2, 'acme', 'ann', 1767355200123456);

INSERT INTO metric_promotion (metric_id, number, version, promoter_org_id, promoter_user_id,
  promoted_at)
VALUES ('0123456789abcdef01234567', 2, 1, 'acme', 'bob', 1767355200123456);
